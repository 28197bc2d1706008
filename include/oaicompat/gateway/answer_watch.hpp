// AnswerWatch: what the events of a streamed answer mean to a gateway, seen as their bytes go by.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// What one event says.
enum class EventSays : std::uint8_t {
  nothing,  ///< A role, a ping, an empty delta: the answer has not begun to say something.
  content,  ///< A piece of text, reasoning or a tool call.
  finish,   ///< How the answer ended, perhaps with content.
  done,     ///< `[DONE]`.
  error,    ///< An error in the place of the rest.
  garbage,  ///< Something that is no JSON object.
};
/// One event, looked at.
struct EventLook {
  EventSays says = EventSays::nothing;
  std::size_t said = 0;  ///< How many bytes of text, reasoning or calls, about.
};
/// What an event's data says, of chat completions, completions, responses and messages alike.
OAICOMPAT_API EventLook look_at_event(std::string_view data);
inline EventSays event_says(std::string_view data) { return look_at_event(data).says; }

/// Follows a stream. The bytes pass in whole events: what a caller has never ends inside one.
class OAICOMPAT_API AnswerWatch {
 public:
  /// Takes a piece; gives those bytes of the stream that are whole events.
  std::string feed(std::string_view piece);
  /// How many bytes of an event that is not whole are held.
  std::size_t held() const { return rest_.size(); }
  bool has_content() const { return content_; }
  bool is_finished() const { return finished_; }
  bool is_done() const { return done_; }
  /// An error event came: what follows it does not pass.
  bool has_error() const { return !error_.empty(); }
  /// The data of the error event.
  const std::string& error() const { return error_; }
  /// The events are those of chat completions or completions, which `[DONE]` ends.
  bool wants_done() const { return choices_; }
  std::size_t garbage() const { return garbage_; }
  /// The usage that the stream has told so far.
  const std::optional<TokenTally>& tokens() const { return tokens_; }
  /// An estimate of the tokens that have come: one an event, or one for four bytes where that is more.
  std::int64_t seen_tokens() const { return std::max(pieces_, said_ / 4); }
  /// How many events have said something so far.
  std::int64_t pieces() const { return pieces_; }
  /// Which model answers; empty where the first events do not tell.
  const std::string& model() const { return model_; }

 private:
  void see(std::string_view events);
  void see_facts(std::string_view data);

  SseDecoder decoder_;
  std::string rest_;  // of an event that is not whole
  std::string error_;
  std::string model_;
  std::optional<TokenTally> tokens_;
  std::int64_t pieces_ = 0, said_ = 0;
  std::size_t garbage_ = 0;
  bool content_ = false, finished_ = false, done_ = false, choices_ = false;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/answer_watch.ipp>
#endif
