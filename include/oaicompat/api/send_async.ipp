// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/send.ipp>
#include <oaicompat/api/send_async.hpp>

#include <optional>
#include <stop_token>
#include <utility>

namespace oaicompat::inline v1::detail {

// The one response of a call that may be stopped; lets go of what is behind it once it has ended.
class WholeAnswerEvents final : public AnyStream {
 public:
  WholeAnswerEvents(AnyStreamPtr answer, std::stop_token stop) : answer_{std::move(answer)}, stop_{std::move(stop)} {}
  explicit WholeAnswerEvents(Error error) : error_{std::move(error)} {}

  Pull pull_into(void* out) override {
    if (!answer_) return error_ ? Pull::fail : Pull::end;
    if (stop_.stop_requested()) return settle(local_error(ErrorKind::cancelled, "The request was cancelled."));
    switch (answer_->pull_into(out)) {
      case Pull::wait: return Pull::wait;
      case Pull::fail: return settle(answer_->error());
      case Pull::end: return settle(empty_answer());
      case Pull::some: break;
    }
    return settle(std::nullopt);
  }
  void when_ready(Wake wake) override { answer_ ? answer_->when_ready(std::move(wake)) : wake(); }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  Pull settle(std::optional<Error> error) {
    error_ = std::move(error);
    answer_.reset();
    return error_ ? Pull::fail : Pull::some;
  }

  AnyStreamPtr answer_;
  const std::stop_token stop_;
  std::optional<Error> error_;
};

OAICOMPAT_INLINE StartedCall start_call(const Backend& backend, Sending sending, const RequestOptions& options) {
  StartedCall out{nullptr, {}, std::make_shared<CameAs>()};
  if (!backend.offers(sending.operation)) {
    out.answer = std::make_unique<WholeAnswerEvents>(not_offered(sending.operation.endpoint));
    return out;
  }
  auto context = whole_context(sending, options, out.stop.get_token(), out.came);
  auto answer = run_whole(backend, std::move(sending), std::move(context));
  out.answer = answer ? std::make_unique<WholeAnswerEvents>(std::move(answer), out.stop.get_token())
                      : std::make_unique<WholeAnswerEvents>(no_backend_answer());
  return out;
}

}  // namespace oaicompat::inline v1::detail
