// ParserEvent: what a parser tells of a model's text.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace oaicompat::inline v1 {

/// A piece of what a model says.
struct ParserEvent {
  enum class Kind : std::uint8_t {
    text,          ///< `text` is a piece of the answer.
    reasoning,     ///< `text` is a piece of the reasoning.
    call,          ///< A call begins: `text` is its name, `id` its id.
    arguments,     ///< `text` is a piece of the arguments, as JSON.
    call_end,      ///< The call ends; `end` says how.
    problem,       ///< For a log: `text` names what was odd.
    builtin,       ///< A message to a tool of the engine begins: `text` is its recipient. See `ParserOptions::builtin`.
    builtin_body,  ///< `text` is a piece of that message.
  };
  enum class End : std::uint8_t {
    complete,   ///< The arguments are whole, valid JSON.
    truncated,  ///< The text ended inside them: they are a prefix of valid JSON.
    malformed,  ///< They broke the format: what came is a prefix.
  };
  Kind kind = Kind::text;
  End end = End::complete;
  std::string_view text{};
  std::string_view id{};
  std::size_t index = 0;  ///< Of the call, in order of their beginning.
  std::size_t begin = 0;  ///< Where in the input the event's first byte stands, in bytes.
  std::size_t past = 0;   ///< Where in the input it ends.
  bool operator==(const ParserEvent&) const = default;
};

}  // namespace oaicompat::inline v1
