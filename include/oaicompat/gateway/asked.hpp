// Asked: what routing needs to know of a request, found in one look at its body.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace oaicompat::inline v1 {

/// What a request asks for, as far as routing needs it.
///
/// **Lifetime**: the views point into the body, or to what the holder puts into them.
struct Asked {
  std::string_view path{};         ///< Of the request, without its query. Set by the holder.
  std::string_view tenant{};       ///< Who asks. Set by the holder.
  std::string_view model{};        ///< Empty where none is named.
  std::size_t model_at = 0;        ///< Where the value of `model` begins in the body, at its quote.
  bool stream = false;             ///< A stream of events.
  bool include_usage = false;      ///< The usage at a stream's end.
  std::size_t options_at = 0;      ///< Where the value of `stream_options` begins in the body.
  std::size_t options_size = 0;    ///< Its length; 0 where there is none.
  bool tools = false;              ///< At least one tool is offered.
  bool images = false;             ///< At least one image is shown.
  bool json_schema = false;        ///< The answer has a schema.
  bool stateful = false;           ///< Something is kept at the target: never asked twice at once.
  bool not_stored = false;         ///< The body says that nothing is to be stored.
  bool server_tools = false;       ///< A tool is offered, or a search asked for, that the target runs itself.
  std::int64_t choices = 1;        ///< `n`.
  std::int64_t prompt_tokens = 0;  ///< An estimate: a token for four bytes of the prompt, 800 for an image.
  std::int64_t max_tokens = 0;     ///< Of the answer; 0 where the request does not say.
  std::uint64_t affinity = 0;      ///< Equal for requests whose prompts begin alike, or that name one session.
  std::uint64_t seed = 0;          ///< A hash of the body: the same request draws the same lot.
  bool escaped_key = false;        ///< A member's name has escapes, so that servers may read it in different ways.
  bool is_object = false;          ///< The body is an object.
};

/// Looks at a body once, at the cost of stepping over each byte; nothing is copied. Of a member that stands twice the
/// last one counts. The affinity is `session` where that is not empty, else the body's `prompt_cache_key`,
/// `conversation`, `previous_response_id` or `user`, else the system message, the tools and the first user message,
/// each together with the tenant and the model.
OAICOMPAT_API Asked look_at(std::string_view body, std::string_view tenant = {}, std::string_view session = {});

namespace detail {

/// A hash for choices, not for secrets. The same on every machine.
OAICOMPAT_API std::uint64_t choice_hash(std::string_view text, std::uint64_t seed = 0);
/// Two hashes as one.
constexpr std::uint64_t mix_hash(std::uint64_t a, std::uint64_t b) {
  auto x = a ^ (b + 0x9e3779b97f4a7c15u + (a << 6) + (a >> 2));
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace detail
}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/asked.ipp>
#endif
