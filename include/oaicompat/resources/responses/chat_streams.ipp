// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_steps.ipp>
#include <oaicompat/resources/chat/choice_steps.ipp>
#include <oaicompat/resources/responses/chat_streams.hpp>
#include <oaicompat/resources/responses/input.hpp>

#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE Result<void> add_step(ResponseBuilder& builder, const ChatStep& step, ResponseBuilder::Events& out) {
  if (const auto* chunk = std::get_if<ChatChunk>(&step)) return builder.add(*chunk, out);
  if (std::get_if<FileSearchBegun>(&step)) return builder.begin_search(out);
  if (const auto* found = std::get_if<FileSearchCall>(&step)) return builder.end_search(*found, out);
  if (const auto* citation = std::get_if<FileCitation>(&step)) return builder.cite(*citation, out);
  for (const auto& chunk : ChatStreaming::split(std::get<ChatCompletion>(step))) {
    if (auto added = builder.add(chunk, out); !added) return added;
  }
  return {};
}

OAICOMPAT_INLINE Pull MadeResponse::pull(Event<CreateResponse>& out) {
  for (;;) {
    if (next_ < events_.size()) {
      out = std::move(events_[next_++]);
      return Pull::some;
    }
    events_.clear();
    next_ = 0;
    if (whole_) {
      out = *std::exchange(whole_, std::nullopt);
      return Pull::some;
    }
    if (failed_) return Pull::fail;
    if (const auto got = step(); got != Pull::some) return got;
  }
}
OAICOMPAT_INLINE void MadeResponse::when_ready(Wake wake) {
  if (chat_) return chat_->when_ready(std::move(wake));
  if (kept_) return kept_->when_ready(std::move(wake));
  wake();
}

OAICOMPAT_INLINE Pull MadeResponse::step() {
  if (chat_) return take_chat();
  if (kept_) return take_stored();
  return Pull::end;
}

OAICOMPAT_INLINE Pull MadeResponse::take_chat() {
  const auto got = chat_->pull(from_);
  if (got == Pull::wait) return got;
  if (got == Pull::fail) return fail(error_of_response(chat_->error()));
  if (!std::exchange(began_, true)) {
    builder_.begin(events_);
    builder_.start(events_);
  }
  if (got == Pull::end) return finish();
  if (auto added = add_step(builder_, from_, events_); !added) return fail(added.error());
  if (form_ == Form::whole) events_.clear();
  return Pull::some;
}

// Before the first event it is the request that fails; later, or once it was asked to be kept, the response.
OAICOMPAT_INLINE Pull MadeResponse::fail(Error error) {
  chat_.reset();
  kept_.reset();
  if (form_ == Form::whole || !began_) {
    failed_ = true;
    error_ = std::move(error);
    return Pull::fail;
  }
  builder_.fail(error, events_);
  keep_or_close();
  return Pull::some;
}

OAICOMPAT_INLINE Pull MadeResponse::finish() {
  if (!builder_.finished()) return fail(no_finish_reason(0));
  chat_.reset();
  builder_.finish(clock_->unix_time());
  keep_or_close();
  return Pull::some;
}
OAICOMPAT_INLINE void MadeResponse::keep_or_close() {
  if (!keep_) return close();
  kept_ = std::exchange(keep_, nullptr)(builder_.response());
}
OAICOMPAT_INLINE Pull MadeResponse::take_stored() {
  Done done;
  const auto got = kept_->pull(done);
  if (got == Pull::wait) return got;
  if (got == Pull::fail) return fail(kept_->error());
  kept_.reset();
  close();
  return Pull::some;
}
OAICOMPAT_INLINE void MadeResponse::close() {
  if (form_ == Form::events) return builder_.close(events_);
  whole_ = builder_.response();
}

}  // namespace oaicompat::inline v1::detail
