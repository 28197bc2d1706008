// render: what an assistant said, in the spelling of its model's format: for the prompt of the next turn.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/parsers/format.hpp>
#include <oaicompat/parsers/parser.hpp>

#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// A call as an assistant made it.
struct SaidCall {
  std::string name{};
  std::string arguments{};  ///< JSON, an object.
  /// Written where the format spells ids and this is one that its models could have made; else one is made, or left
  /// out.
  std::string id{};
};

/// What an assistant said in a turn: reasoning, then text, then calls.
struct SaidTurn {
  std::string reasoning{}, text{};
  std::vector<SaidCall> calls{};
  std::size_t calls_before = 0;  ///< How many calls earlier turns made: some formats number them over the conversation.
};

/// Writes a turn as the model would, without the marks of the turn itself, as an answer begins behind its prompt. What
/// a `Parser` of the format, with the same tools, would not read back as it was said is refused: values between tags
/// need the tools, whose schemas type them.
/// **Errors**: `invalid_arguments` where arguments are no JSON object; `no_spelling` where the format has none for what
/// is said: a value that holds its own closer, reasoning in a format without, or a format that is not spelled at all.
OAICOMPAT_API Result<std::string> render(const Format& format, const SaidTurn& turn,
                                         const std::vector<ParserTool>& tools = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/render.ipp>
#endif
