// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/answer_progress.hpp>
#include <oaicompat/sse/encoder.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE void AnswerProgress::note(const Part& part) {
  if (const auto* head = std::get_if<Head>(&part)) {
    headed_ = true;
    event_stream_ = is_event_stream(head->headers.get("content-type"));
    encoded_ = head->headers.has("content-encoding");
    form_ = head->form;
  } else if (event_stream_ || has_lines()) {
    constexpr std::size_t kept = 4;
    const std::string_view bytes = std::get<Bytes>(part);
    tail_ += bytes.substr(bytes.size() - std::min(bytes.size(), kept));
    if (tail_.size() > kept) tail_.erase(0, tail_.size() - kept);
  }
}

OAICOMPAT_INLINE bool AnswerProgress::ends_with_blank_line() const {
  for (const char* blank : {"\n\n", "\r\r", "\n\r\n", "\r\r\n"}) {
    if (tail_.ends_with(blank)) return true;
  }
  return false;
}

OAICOMPAT_INLINE bool AnswerProgress::between_events() const {
  if (encoded_) return false;
  if (has_lines()) return tail_.empty() || tail_.ends_with('\n');
  return event_stream_ && (tail_.empty() || ends_with_blank_line());
}

OAICOMPAT_INLINE bool AnswerProgress::may_comment() const {
  return event_stream_ && between_events() && !(form_ && form_->comments == AnswerForm::Comments::none);
}

OAICOMPAT_INLINE Answer ending(const AnswerProgress& progress, const Error& error) {
  progress.note_error(error);
  if (!progress.headed()) return error_answer(error);
  if (!progress.between_events()) return failed<Part>(error);
  if (const auto* form = progress.form(); form && form->late_error) return one_item<Part>(form->late_error(error));
  Bytes event;
  append_sse_data(event, error_body(error));
  return one_item<Part>(std::move(event));
}

}  // namespace oaicompat::inline v1::detail
