// The answers of a provider that speaks the Anthropic Messages API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/called_body.ipp>
#include <oaicompat/api/called_context.hpp>
#include <oaicompat/dialects/anthropic/answers.hpp>
#include <oaicompat/dialects/anthropic/call.hpp>
#include <oaicompat/dialects/anthropic/errors.hpp>
#include <oaicompat/dialects/anthropic/stream_reader.hpp>
#include <oaicompat/dialects/told.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail {

using AnthropicCalling = std::shared_ptr<const CallAnthropicOptions>;

// What the head of an answer says beside its body.
class AnthropicHeads {
 public:
  AnthropicHeads(AnthropicCalling options, Context context, std::string losses)
      : options_{std::move(options)}, context_{std::move(context)}, losses_{std::move(losses)} {}

  void take(const Head& head) {
    head_ = head;
    const std::string id{head.headers.get("request-id")};
    if (context_.notes) context_.notes->set_upstream(head.status, id);
    if (context_.call.on_head) context_.call.on_head(head_);
    if (!context_.on_passed) return;
    auto passed = fields();
    if (!id.empty()) passed.set("x-upstream-request-id", id);
    if (!losses_.empty()) passed.set(std::string{loss_header}, losses_);
    context_.on_passed(std::move(passed));
  }
  const Head& head() const { return head_; }
  Error error(Error error) const {
    if (error.request_id.empty()) error.request_id = std::string{head_.headers.get("request-id")};
    if (error.headers.empty()) error.headers = fields();
    if (!error.retry_after) error.retry_after = retry_after(head_.headers, options_->clock->unix_time());
    return error;
  }

 private:
  Headers fields() const {
    auto out = passed_fields(head_.headers, options_->forward_headers);
    for (const auto& [name, value] : head_.headers) {
      if (name.size() > 20 && iequals(std::string_view{name}.substr(0, 20), "anthropic-ratelimit-"))
        out.set(name, value);
    }
    return out;
  }

  const AnthropicCalling options_;
  const Context context_;
  const std::string losses_;
  Head head_;
};

// Takes in a whole answer, and reads it.
template <class T>
class AnthropicGathered final : public Stream<T> {
 public:
  using Read = std::function<Result<T>(std::string_view body)>;
  AnthropicGathered(Answer answer, AnthropicHeads heads, std::size_t most, Read read)
      : answer_{std::move(answer)}, heads_{std::move(heads)}, most_{most}, read_{std::move(read)} {}

  Pull pull(T& out) override {
    if (done_) return error_ ? Pull::fail : Pull::end;
    for (;;) {
      switch (answer_->pull(part_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: return fail(answer_->error());
        case Pull::end: return finish(out);
        case Pull::some: break;
      }
      if (const auto* head = std::get_if<Head>(&part_)) {
        heads_.take(*head);
      } else {
        body_ += std::get<Bytes>(part_);
        if (body_.size() > most_)
          return fail(local_error(ErrorKind::protocol, "The answer is too large.", "answer_too_large"));
      }
    }
  }
  void when_ready(Wake wake) override { answer_->when_ready(std::move(wake)); }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  Pull fail(Error error) {
    done_ = true;
    error_ = heads_.error(std::move(error));
    return Pull::fail;
  }
  Pull finish(T& out) {
    const auto& head = heads_.head();
    if (head.status >= 300) return fail(read_anthropic_error(head, body_));
    auto read = read_(body_);
    if (!read && is_error_alone(body_)) return fail(read_anthropic_error({.status = 0}, body_));
    if (!read) return fail(unreadable(head, body_, read.error()));
    done_ = true;
    out = *std::move(read);
    return Pull::some;
  }

  Answer answer_;
  AnthropicHeads heads_;
  const std::size_t most_;
  const Read read_;
  Part part_;
  Bytes body_;
  bool done_ = false;
  std::optional<Error> error_;
};

// Reads an answer that comes as events; one that comes whole all the same is given so.
class AnthropicCalledStream final : public Stream<Event<CreateChatCompletion>> {
 public:
  using ChatEvent = Event<CreateChatCompletion>;
  AnthropicCalledStream(Answer answer, AnthropicHeads heads, AnthropicCalling options, const AskedAnthropic& asked)
      : answer_{std::move(answer)},
        heads_{std::move(heads)},
        options_{std::move(options)},
        asked_{asked},
        created_{options_->clock->unix_time()},
        decoder_{{.max_event_bytes = options_->max_event_bytes}},
        reader_{created_, asked} {}

  Pull pull(ChatEvent& out) override {
    for (;;) {
      if (!queue_.empty()) {
        auto& chunk = out.index() == 0 ? std::get<0>(out) : out.emplace<0>();
        chunk = std::move(queue_.front());
        queue_.pop_front();
        return Pull::some;
      }
      if (error_) return Pull::fail;
      if (done_) return Pull::end;
      if (const auto got = next(); got != Pull::some) return got;
      if (whole_) {
        out.emplace<1>(*std::exchange(whole_, std::nullopt));
        return Pull::some;
      }
    }
  }
  void when_ready(Wake wake) override { answer_->when_ready(std::move(wake)); }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  // Some where there may be something in the queue.
  Pull next() {
    SseEvent event;
    if (events_) {
      switch (decoder_.next(event)) {
        case Pull::some: return take(event);
        case Pull::fail: return fail(decoder_.error());
        case Pull::end: return fail(cut_off());
        case Pull::wait: break;
      }
    }
    switch (answer_->pull(part_)) {
      case Pull::wait: return Pull::wait;
      case Pull::fail: return fail(answer_->error());
      case Pull::end:
        if (!events_) return whole();
        decoder_.finish();
        return Pull::some;
      case Pull::some: break;
    }
    if (const auto* head = std::get_if<Head>(&part_)) {
      heads_.take(*head);
      events_ = head->status < 300 && is_event_stream(head->headers.get("content-type"));
    } else if (events_) {
      piece_ = std::move(std::get<Bytes>(part_));
      decoder_.feed(piece_);
    } else {
      body_ += std::get<Bytes>(part_);
      if (body_.size() > options_->max_answer_bytes)
        return fail(local_error(ErrorKind::protocol, "The answer is too large.", "answer_too_large"));
    }
    return Pull::some;
  }
  Pull take(const SseEvent& event) {
    if (event.data.find_first_not_of(" \t\r\n") == event.data.npos || event.data == "[DONE]") return Pull::some;
    if (auto added = reader_.add(event.data, queue_); !added) {
      if (event.unterminated) return fail(cut_off());
      if (added.error().kind != ErrorKind::parse) return fail(added.error());
      return fail(unreadable(heads_.head(), event.data, added.error()));
    }
    if (reader_.stopped()) finish();
    return Pull::some;
  }
  // The end of the body often stands ready: taken, it leaves the connection usable.
  void finish() {
    done_ = true;
    for (int i = 0; i < 4 && answer_->pull(part_) == Pull::some; ++i) continue;
  }
  Pull whole() {
    const auto& head = heads_.head();
    if (head.status >= 300) return fail(read_anthropic_error(head, body_));
    const auto message = parse_owned<AnthropicMessage>(body_, {.reading = Reading::lenient});
    if (is_error_alone(body_)) return fail(read_anthropic_error({.status = 0}, body_));
    if (!message) return fail(unreadable(head, body_, message.error()));
    if (!(message->type == "message") || message->id.empty())
      return fail(unreadable(head, body_, local_error(ErrorKind::parse, "it is no message.")));
    done_ = true;
    whole_ = completion_of(*message, created_, asked_);
    return Pull::some;
  }
  Error cut_off() const {
    if (reader_.began())
      return local_error(ErrorKind::protocol, "The stream was cut off before its end.", "stream_cut_off");
    return local_error(ErrorKind::protocol, "The stream ended without an answer.", "stream_cut_off");
  }
  Pull fail(Error error) {
    done_ = true;
    error_ = heads_.error(std::move(error));
    return queue_.empty() ? Pull::fail : Pull::some;
  }

  Answer answer_;
  AnthropicHeads heads_;
  const AnthropicCalling options_;
  const AskedAnthropic asked_;
  const std::int64_t created_;
  SseDecoder decoder_;
  AnthropicStreamReader reader_;
  std::deque<ChatChunk> queue_;
  std::optional<ChatCompletion> whole_;
  Part part_;
  Bytes piece_, body_;
  bool events_ = false, done_ = false;
  std::optional<Error> error_;
};

}  // namespace oaicompat::inline v1::detail
