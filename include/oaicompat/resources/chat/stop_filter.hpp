// StopFilter: holds an engine's text back where a stop text may begin, and ends it where one is met.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/resources/chat/logprobs.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// Takes the pieces of an engine's text and gives what may go out: nothing of a stop text, nothing after it, and no
/// part of a character. What may be the beginning of a stop text is held back until the next pieces tell. How the text
/// is cut into pieces makes no difference to where it ends.
///
///     StopFilter filter{stops_of(request)};
///     for (std::string_view piece : engine.generate(request)) {
///       if (!out.text(filter.push(piece))) return;
///       if (filter.stopped()) break;
///     }
///     out.text(filter.finish());
///     out.finish(FinishReason::stop);
///
/// The stop text that is whole first ends the text; of several that are whole at once the longest does. Held back is
/// less than the longest stop text. The time a byte takes grows with the number of stop texts, not with their length.
///
/// **Log probabilities**: with `push(piece, logprob)` each piece is one token. `take_logprobs()` gives the entries of
/// the tokens of which something went out since it was last called: an entry goes with the first byte of its token, and
/// those of a stop text are dropped. Hand them to the writer before the text:
///
///     const auto text = filter.push(token.text, token.logprob);
///     if (auto entries = filter.take_logprobs(); !entries.empty()) out.logprobs({.content = std::move(entries)});
///     out.text(text);
///
/// **Threads**: one at a time.
class OAICOMPAT_API StopFilter {
 public:
  /// With these stop texts, in UTF-8; empty ones are left out. With none everything goes out.
  explicit StopFilter(std::vector<std::string> stops);

  /// Takes a piece; gives what may go out, which may be nothing. After a stop text it gives nothing. **Lifetime**:
  /// until the next call.
  std::string_view push(std::string_view piece);
  /// As `push`, of one token and its log probability.
  std::string_view push(std::string_view token, TokenLogprob logprob);
  /// The text has ended: gives what was held back, as it is. **Lifetime**: until the next call.
  std::string_view finish();

  /// Whether a stop text was met: the engine need not go on.
  bool stopped() const { return matched_.has_value(); }
  /// The stop text that was met; nothing where none was. **Lifetime**: of the filter.
  std::optional<std::string_view> matched() const;
  /// How many bytes are held back.
  std::size_t held() const { return held_.size(); }
  /// The log probabilities that belong to what went out, once.
  std::vector<TokenLogprob> take_logprobs();

 private:
  // A stop text, how much of it the text ends with, and how much it ends with after a byte that does not fit.
  struct Stop {
    std::string text;
    std::vector<std::uint32_t> fallback{};
    std::size_t matched = 0;
    bool step(char byte);
  };
  // The log probability of a token that begins at a byte of the text.
  struct Entry {
    std::uint64_t at;
    TokenLogprob logprob;
  };

  std::optional<std::size_t> step(char byte);
  std::string_view give(std::size_t size);

  std::vector<Stop> stops_;
  std::optional<std::size_t> matched_{};  // which of them was met
  std::string held_, out_;
  std::uint64_t gone_ = 0;  // bytes that went out
  std::deque<Entry> waiting_;
  std::vector<TokenLogprob> ready_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/stop_filter.ipp>
#endif
