// Messages as answers, whole and streamed.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/served_answer.ipp>
#include <oaicompat/dialects/anthropic/answers.hpp>
#include <oaicompat/dialects/anthropic/ask.hpp>
#include <oaicompat/dialects/anthropic/errors.hpp>
#include <oaicompat/dialects/anthropic/stream_writer.hpp>
#include <oaicompat/dialects/loss.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/choice_steps.ipp>
#include <oaicompat/resources/chat/operations.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail {

// What is known of a request when its answer is made.
struct AnthropicAnswering {
  Answering chat;
  std::string request_id{}, losses{};
  std::int64_t input_tokens = 1;

  Head head(const StoppableStream& events, std::string content_type) const {
    auto head = events.head({{"content-type", std::move(content_type)}});
    if (!request_id.empty()) head.headers.set("request-id", request_id);
    if (!losses.empty()) head.headers.set(std::string{loss_header}, losses);
    return head;
  }
  Answer refusal(const StoppableStream& events, Error error) const {
    if (chat.notes) chat.notes->set_error(error);
    error.request_id = request_id;
    auto head = events.head({});
    for (const auto& [name, value] : head.headers) {
      if (!error.headers.has(name)) error.headers.add(name, value);
    }
    return anthropic_error_answer(error);
  }
};

using ChatEvent = Event<CreateChatCompletion>;

// The whole answer.
class AnthropicWholeAnswer final : public Stream<Part> {
 public:
  AnthropicWholeAnswer(StreamPtr<ChatEvent> events, AnthropicAnswering asked)
      : asked_{std::move(asked)}, events_{std::move(events), asked_.chat} {}
  Pull pull(Part& out) override {
    while (!answer_) {
      switch (events_.pull(event_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: answer_ = asked_.refusal(events_, events_.error()); break;
        case Pull::end: answer_ = finish(); break;
        case Pull::some: take(); break;
      }
    }
    return answer_->pull(out);
  }
  void when_ready(Wake wake) override { events_.when_ready(std::move(wake)); }

 private:
  void take() {
    if (auto* whole = std::get_if<1>(&event_)) return void(whole_ = std::move(*whole));
    began_ = true;
    if (auto added = chunks_.add(std::get<0>(event_)); !added) answer_ = asked_.refusal(events_, added.error());
  }
  Answer finish() {
    if (!whole_) {
      if (!began_) return asked_.refusal(events_, no_answer());
      auto made = chunks_.finish();
      if (!made) return asked_.refusal(events_, made.error());
      whole_ = *std::move(made);
    }
    LossReport losses;
    const auto message = message_of(*whole_, losses);
    auto head = asked_.head(events_, "application/json");
    if (!losses.empty()) {
      const auto more = losses.header();
      head.headers.set(std::string{loss_header}, asked_.losses.empty() ? more : asked_.losses + "; " + more);
    }
    return ready_answer(std::move(head), to_json(message));
  }

  const AnthropicAnswering asked_;
  Stoppable<ChatEvent> events_;
  ChatEvent event_;
  ChatAccumulator chunks_;
  bool began_ = false;
  std::optional<ChatCompletion> whole_;
  Answer answer_;
};

// The answer as events. The head waits for the first of them.
class AnthropicStreamedAnswer final : public Stream<Part> {
 public:
  AnthropicStreamedAnswer(StreamPtr<ChatEvent> events, AnthropicAnswering asked)
      : asked_{std::move(asked)}, events_{std::move(events), asked_.chat}, writer_{asked_.input_tokens} {}

  Pull pull(Part& out) override {
    if (refusal_) return refusal_->pull(out);
    if (!held_.empty()) {
      out = std::exchange(held_, {});
      return Pull::some;
    }
    auto* bytes = std::get_if<Bytes>(&out);
    if (!bytes) bytes = &out.emplace<Bytes>();
    bytes->clear();
    const auto got = next(*bytes);
    if (got != Pull::some) return refusal_ ? refusal_->pull(out) : got;
    if (!std::exchange(headed_, true)) {
      held_ = std::move(*bytes);
      auto head = asked_.head(events_, std::string{sse_content_type});
      head.headers.set("cache-control", "no-cache");
      head.headers.set("x-accel-buffering", "no");
      head.form = form();
      out = std::move(head);
    }
    return Pull::some;
  }
  void when_ready(Wake wake) override { events_.when_ready(std::move(wake)); }

  static AnswerFormPtr form() {
    static const auto form = std::make_shared<const AnswerForm>(AnswerForm{.late_error = anthropic_error_event});
    return form;
  }

 private:
  Pull next(Bytes& out) {
    while (!ended_) {
      switch (events_.pull(event_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: return fail(out, events_.error());
        case Pull::end: return end(out);
        case Pull::some: break;
      }
      if (auto* whole = std::get_if<1>(&event_)) {
        for (const auto& chunk : ChatStreaming::split(*whole)) {
          if (auto added = writer_.add(chunk, out); !added) return fail(out, added.error());
        }
      } else if (auto added = writer_.add(std::get<0>(event_), out); !added) {
        return fail(out, added.error());
      }
      if (!out.empty()) return Pull::some;
    }
    return Pull::end;
  }
  Pull end(Bytes& out) {
    if (!writer_.began()) return fail(out, no_answer());
    if (!writer_.finished()) return fail(out, no_finish_reason(0));
    ended_ = true;
    writer_.finish(out);
    return Pull::some;
  }
  Pull fail(Bytes& out, Error error) {
    ended_ = true;
    events_.note(error);
    if (!headed_) return refusal_ = asked_.refusal(events_, error), Pull::fail;
    error.request_id = asked_.request_id;
    out += anthropic_error_event(error);
    return Pull::some;
  }

  const AnthropicAnswering asked_;
  Stoppable<ChatEvent> events_;
  ChatEvent event_;
  AnthropicStreamWriter writer_;
  bool headed_ = false, ended_ = false;
  Bytes held_;
  Answer refusal_;
};

}  // namespace oaicompat::inline v1::detail
