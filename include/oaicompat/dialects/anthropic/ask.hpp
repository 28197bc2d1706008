// What Anthropic's calls other than messages are made of: operations of a backend, one after the other.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/served.hpp>
#include <oaicompat/dialects/anthropic/errors.hpp>
#include <oaicompat/dialects/anthropic/types.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/http/request_notes.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace oaicompat::inline v1::detail {

inline Answer anthropic_refusal(Error error, const Context& context) {
  error.status = error_status(error);
  if (context.notes) context.notes->set_error(error);
  error.request_id = context.request_id;
  return anthropic_error_answer(error);
}

// The one response of an operation, and the answer that is made of it, which may ask on.
template <Operation Op>
class AnthropicAsked final : public Stream<Part> {
 public:
  using Next = std::function<Answer(const Event<Op>&)>;
  AnthropicAsked(StreamPtr<Event<Op>> events, Context context, Next next)
      : events_{std::move(events)}, context_{std::move(context)}, next_{std::move(next)} {}
  Pull pull(Part& out) override {
    while (!answer_) {
      switch (events_->pull(response_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: answer_ = anthropic_refusal(events_->error(), context_); break;
        case Pull::end: answer_ = anthropic_refusal(no_answer(), context_); break;
        case Pull::some: answer_ = next_(response_); break;
      }
    }
    return answer_->pull(out);
  }
  void when_ready(Wake wake) override {
    answer_ ? answer_->when_ready(std::move(wake)) : events_->when_ready(std::move(wake));
  }
  Error error() const override { return answer_ ? answer_->error() : Error{}; }

 private:
  StreamPtr<Event<Op>> events_;
  const Context context_;
  const Next next_;
  Event<Op> response_;
  Answer answer_;
};

template <Operation Op>
Answer ask_backend(const Backend& backend, Parsed<typename Op::Request> asked, const Context& context,
                   typename AnthropicAsked<Op>::Next next) {
  auto own = context;
  auto events = backend.run<Op>(std::move(asked), std::move(own));
  if (!events) return anthropic_refusal(no_answer(), context);
  return std::make_unique<AnthropicAsked<Op>>(std::move(events), context, std::move(next));
}

inline std::optional<Error> check_anthropic(const AnthropicRequest& request) {
  if (request.model.empty()) return api_error(400, "model: Field required", "missing_required_parameter", "model");
  if (!request.max_tokens)
    return api_error(400, "max_tokens: Field required", "missing_required_parameter", "max_tokens");
  if (*request.max_tokens < 0) return api_error(400, "max_tokens: must not be negative", "invalid_value", "max_tokens");
  return std::nullopt;
}

inline Answer anthropic_not_found(const Request& request) {
  return anthropic_refusal(api_error(404, "Not found: " + request.method + " " + request.path, "unknown_url"),
                           request.context);
}

}  // namespace oaicompat::inline v1::detail
