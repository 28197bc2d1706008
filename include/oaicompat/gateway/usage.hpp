// Usage: the tokens that an answer says it took, and how streams are brought to say it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/request_report.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// The tokens of a `usage` object of chat, completions, embeddings, responses or messages; nothing where it tells none.
OAICOMPAT_API std::optional<TokenTally> read_usage(std::string_view usage);
/// What accounts want to know of a whole answer, or of an event. **Lifetime**: `model` is of the text.
struct AnswerFacts {
  std::optional<TokenTally> tokens{};  ///< Wherever its usage stands; nothing where it tells none.
  std::string_view model{};            ///< Which answered; empty where it is not told.
};
OAICOMPAT_API AnswerFacts facts_of(std::string_view object);
/// `AnswerFacts::tokens`.
inline std::optional<TokenTally> usage_of(std::string_view object) { return facts_of(object).tokens; }
/// The larger of each count: events of one stream may each tell a part.
OAICOMPAT_API void join_usage(std::optional<TokenTally>& into, const std::optional<TokenTally>& more);

/// Takes out of whole events what `include_usage` puts in: chunks that tell nothing but usage, and members that are
/// null. All other bytes stay as they are.
OAICOMPAT_API void hide_usage(std::string& events);

/// What a target's body has otherwise than the caller's.
struct BodyEdits {
  std::size_t model_at = 0, model_size = 0;      ///< The value of `model`, without quotes.
  std::size_t options_at = 0, options_size = 0;  ///< The value of `stream_options`; a size of 0 where it is absent.
  bool ask_usage = false;                        ///< `include_usage` is put in.

  BodyEdits() = default;
  OAICOMPAT_API explicit BodyEdits(const Asked& asked);
  /// Writes them into the body.
  OAICOMPAT_API void apply(Bytes& body, std::string_view model) const;
};

/// Whether a stream has to be asked for its usage.
inline bool wants_usage_asked(const Asked& asked) {
  return asked.stream && !asked.include_usage &&
         (asked.path == "/v1/chat/completions" || asked.path == "/v1/completions");
}

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/usage.ipp>
#endif
