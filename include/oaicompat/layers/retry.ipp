// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/guarded.hpp>
#include <oaicompat/layers/retry.hpp>
#include <oaicompat/layers/wake_race.hpp>

#include <memory>
#include <random>
#include <stop_token>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline double random_fraction() {
  thread_local std::minstd_rand generator{std::random_device{}()};
  return std::uniform_real_distribution<double>{0, 1}(generator);
}

struct Retrier {
  Retrier(RetryOptions o, Handler h) : options{std::move(o)}, inner{std::move(h)} {}
  RetryOptions options;
  Handler inner;
};

// Trying; then waiting and trying again, some times; then settled: the answer's parts pass.
class RetriedAnswer final : public Stream<Part> {
 public:
  RetriedAnswer(std::shared_ptr<const Retrier> retrier, Request request)
      : retrier_{std::move(retrier)}, request_{std::move(request)}, policy_{options().policy}, race_{options().clock} {
    policy_.max_retries = request_.context.call.max_retries.value_or(policy_.max_retries);
    counted_ = !options().count_header.empty() && !request_.headers.has(options().count_header);
    if (options().on_try) told_ = {request_.method, request_.path};
    start_try();
  }

  Pull pull(Part& out) override {
    while (!settled_) {
      if (until_ && still_waiting()) return error_ ? Pull::fail : Pull::wait;
      const auto got = inner_->pull(out);
      if (got == Pull::wait) return got;
      const auto delay = delay_after(got, out);
      if (options().on_try) tell(got, out, delay);
      if (delay) {
        wait_for(*delay);
      } else {
        settled_ = true;
        request_ = {};
        return got;
      }
    }
    return inner_->pull(out);
  }
  void when_ready(Wake wake) override {
    if (!until_) return inner_->when_ready(std::move(wake));
    race_.wait(nullptr, until_, std::move(wake));
    if (stop().stop_requested()) race_.bell()();
  }
  Error error() const override { return error_ ? *error_ : inner_->error(); }

 private:
  using OnStop = std::stop_callback<std::function<void()>>;
  const RetryOptions& options() const { return retrier_->options; }
  const std::stop_token& stop() const { return request_.context.stop; }

  void start_try() {
    Request request;
    if (retries_ < policy_.max_retries) {
      request = request_;
    } else {
      request.context = request_.context;
      std::swap(request, request_);
    }
    if (options().on_try) began_ = options().clock->now();
    if (counted_) request.headers.set(options().count_header, std::to_string(retries_));
    inner_ = retrier_->inner(std::move(request));
  }

  // Nothing when what was pulled stands: it is no failure, or may not or need not be tried again.
  std::optional<Duration> delay_after(Pull got, const Part& out) const {
    const auto* head = got == Pull::some ? std::get_if<Head>(&out) : nullptr;
    if ((!head && got != Pull::fail) || stop().stop_requested()) return std::nullopt;
    const auto& clock = *options().clock;
    const auto random = options().random ? options().random() : random_fraction();
    const RetryMoment moment{.retries = retries_, .unix_time = clock.unix_time(), .random = random};
    const auto delay = head ? retry_delay(policy_, *head, moment) : retry_delay(policy_, inner_->error(), moment);
    const auto& deadline = request_.context.deadline;
    return delay && deadline && clock.now() + *delay >= *deadline ? std::nullopt : delay;
  }

  void tell(Pull got, const Part& out, const std::optional<Duration>& delay) const {
    const auto* head = got == Pull::some ? std::get_if<Head>(&out) : nullptr;
    const auto error = got == Pull::fail ? std::optional{inner_->error()} : std::nullopt;
    detail::notify(options().on_try, TryReport{.number = retries_ + 1,
                                               .method = told_.method,
                                               .path = told_.path,
                                               .status = head ? head->status : 0,
                                               .head = head,
                                               .error = error ? &*error : nullptr,
                                               .duration = options().clock->now() - began_,
                                               .wait = delay});
  }
  void wait_for(Duration delay) {
    inner_.reset();
    ++retries_;
    until_ = options().clock->now() + delay;
    on_stop_ = std::make_unique<OnStop>(stop(), race_.bell());
  }

  // Ends the wait when its time has come, or when nobody wants the answer any more.
  bool still_waiting() {
    race_.clear();
    if (stop().stop_requested()) error_ = local_error(ErrorKind::cancelled, "The request was cancelled.");
    if (error_ || options().clock->now() < *until_) return true;
    until_.reset();
    on_stop_.reset();
    start_try();
    return false;
  }

  std::shared_ptr<const Retrier> retrier_;
  Request request_;
  RetryPolicy policy_;
  int retries_ = 0;
  bool counted_ = false, settled_ = false;
  Answer inner_;
  struct {
    std::string method, path;
  } told_;        // where tries are told
  Time began_{};  // the try, likewise
  std::optional<Time> until_;
  std::optional<Error> error_;
  WakeRace race_;
  std::unique_ptr<OnStop> on_stop_;
};

}  // namespace detail

OAICOMPAT_INLINE Layer retry(RetryOptions options) {
  return [options = std::move(options)](Handler inner) -> Handler {
    auto retrier = std::make_shared<const detail::Retrier>(options, std::move(inner));
    return [retrier](Request&& request) -> Answer {
      return std::make_unique<detail::RetriedAnswer>(retrier, std::move(request));
    };
  };
}

}  // namespace oaicompat::inline v1
