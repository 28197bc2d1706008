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
  /// A stream whose form errors can be written in, and no event or line is half sent: an error may be put here.
  bool between_events() const;
  /// An event stream whose dialect knows comments, and no event is half sent: a comment may be put here.
  bool may_comment() const;
  /// How the answer's dialect writes; null for the API's own form.
  const AnswerForm* form() const { return form_.get(); }
  /// Notes the error that the answer ends with, where somebody asks.
  void note_error(const Error& error) const {
    if (notes_) notes_->set_error(error);
  }
  /// The last bytes of an event stream, or of another that errors can be written into, at most four; empty before the
  /// first.
  std::string_view tail() const { return tail_; }

 private:
  bool ends_with_blank_line() const;
  bool has_lines() const { return !event_stream_ && form_ && form_->late_error; }
  bool headed_ = false, event_stream_ = false, encoded_ = false;
  std::string tail_;
  AnswerFormPtr form_;
  RequestNotesPtr notes_;
};

/// How an answer ends with an error: as an error answer before the head, as an event between the events of an event
/// stream (`data: {"error":{...}}`, or as the head's `form` writes it), else by failing, which cuts it off.
OAICOMPAT_API Answer ending(const AnswerProgress& progress, const Error& error);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/answer_progress.ipp>
#endif
