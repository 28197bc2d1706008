// AnswerProgress: how far an answer has gone out, and so how it can still end badly.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/request_notes.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// Watches the parts of an answer pass.
class OAICOMPAT_API AnswerProgress {
 public:
  AnswerProgress() = default;
  /// `ending` notes the error there.
  explicit AnswerProgress(RequestNotesPtr notes) : notes_{std::move(notes)} {}

  void note(const Part& part);
  /// The head has passed.
  bool headed() const { return headed_; }
  /// The head has passed, and says that an event stream follows.
  bool event_stream() const { return event_stream_; }
  /// An event stream, and no event is half sent: another event or a comment may be put here.
  bool between_events() const { return event_stream_ && !encoded_ && (tail_.empty() || ends_with_blank_line()); }
  /// Notes the error that the answer ends with, where somebody asks.
  void note_error(const Error& error) const {
    if (notes_) notes_->set_error(error);
  }
  /// The last bytes of an event stream, at most four; empty before the first.
  std::string_view tail() const { return tail_; }

 private:
  bool ends_with_blank_line() const;
  bool headed_ = false, event_stream_ = false, encoded_ = false;
  std::string tail_;
  RequestNotesPtr notes_;
};

/// How an answer ends with an error: as an error answer before the head, as an event between the events of an event
/// stream (`data: {"error":{...}}`), else by failing, which cuts it off.
OAICOMPAT_API Answer ending(const AnswerProgress& progress, const Error& error);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/layer_answer_progress.ipp>
#endif
