// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/counts.hpp>
#include <oaicompat/layers/rate_limit.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// The whole number, as far as numbers go.
inline std::int64_t whole(double number) {
  constexpr double most = 9e18;
  return static_cast<std::int64_t>(std::clamp(number, -most, most));
}

// Fills evenly, up to what it holds. Seconds as numbers.
class TokenBucket {
 public:
  TokenBucket(std::int64_t most, std::chrono::duration<double> period, Time now)
      : most_{static_cast<double>(most)}, rate_{most_ / std::max(1e-9, period.count())}, level_{most_}, at_{now} {}

  bool is_limit() const { return most_ > 0; }
  void fill(Time now) {
    if (now <= at_) return;
    level_ = std::min(most_, level_ + rate_ * std::chrono::duration<double>{now - at_}.count());
    at_ = now;
  }
  bool has(double wanted) const { return !is_limit() || level_ >= std::min(wanted, most_); }
  // What is more than it holds is never there: then a full one does.
  void take(double taken) { level_ -= taken; }
  void give(double given) { level_ = std::min(most_, level_ + given); }
  bool is_full() const { return level_ >= most_; }
  // Seconds until there is so much, and until it is full.
  double wait(double wanted) const { return std::max(0.0, (std::min(wanted, most_) - level_) / rate_); }
  double reset() const { return std::max(0.0, (most_ - level_) / rate_); }
  std::int64_t limit() const { return whole(most_); }
  std::int64_t remaining() const { return whole(std::max(0.0, std::floor(level_))); }

 private:
  double most_, rate_, level_;
  Time at_;
};

// As OpenAI writes them: `120ms`, `7s`, `6m0s`.
inline std::string wait_text(double seconds) {
  if (seconds < 1) return fmt::format("{}ms", whole(std::ceil(seconds * 1000)));
  const auto count = whole(std::ceil(seconds));
  return count < 60 ? fmt::format("{}s", count) : fmt::format("{}m{}s", count / 60, count % 60);
}

// What one caller has left.
struct CallerBuckets {
  TokenBucket requests, tokens;

  void fill(Time now) {
    requests.fill(now);
    tokens.fill(now);
  }
  bool is_full() const { return requests.is_full() && tokens.is_full(); }
  void describe(Headers& headers) const {
    describe(headers, requests, "requests");
    describe(headers, tokens, "tokens");
  }
  static void describe(Headers& headers, const TokenBucket& bucket, std::string_view of) {
    if (!bucket.is_limit()) return;
    headers.set(fmt::format("x-ratelimit-limit-{}", of), std::to_string(bucket.limit()));
    headers.set(fmt::format("x-ratelimit-remaining-{}", of), std::to_string(bucket.remaining()));
    headers.set(fmt::format("x-ratelimit-reset-{}", of), wait_text(bucket.reset()));
  }
};

// All callers. **Threads**: any.
class RateLimiter {
 public:
  explicit RateLimiter(RateLimitOptions options) : options_{std::move(options)} {
    options_.reserved_tokens = std::max<std::int64_t>(0, options_.reserved_tokens);
  }

  std::string key_of(const Request& request) const {
    return options_.key_of ? options_.key_of(request) : request.context.principal;
  }
  // What a request is refused with, if it is.
  std::optional<Error> admit(const std::string& key) {
    const auto limit = options_.limit_of ? options_.limit_of(key) : options_.limit;
    const std::lock_guard lock{mutex_};
    auto& caller = find(key, limit);
    const auto wanted = std::max(1.0, static_cast<double>(options_.reserved_tokens));
    if (!caller.requests.has(1)) return refusal(caller, caller.requests, 1, "requests");
    if (!caller.tokens.has(wanted)) return refusal(caller, caller.tokens, wanted, "tokens");
    caller.requests.take(1);
    caller.tokens.take(static_cast<double>(options_.reserved_tokens));
    return std::nullopt;
  }
  // The answer has ended; its usage may be known.
  void settle(const std::string& key, std::optional<std::int64_t> tokens) {
    if (!tokens) return;
    const std::lock_guard lock{mutex_};
    const auto found = callers_.find(key);
    auto* caller = found != callers_.end() ? &found->second : shared_ ? &*shared_ : nullptr;
    if (!caller) return;  // its bucket was full and is forgotten
    caller->fill(options_.clock->now());
    caller->tokens.give(static_cast<double>(options_.reserved_tokens));
    caller->tokens.take(static_cast<double>(std::max<std::int64_t>(0, *tokens)));
  }
  void describe(const std::string& key, Headers& headers) {
    const std::lock_guard lock{mutex_};
    const auto found = callers_.find(key);
    const auto* caller = found != callers_.end() ? &found->second : shared_ ? &*shared_ : nullptr;
    if (caller) caller->describe(headers);
  }

 private:
  CallerBuckets& find(const std::string& key, const RateLimit& limit) {
    const auto now = options_.clock->now();
    if (const auto found = callers_.find(key); found != callers_.end()) return found->second.fill(now), found->second;
    if (callers_.size() >= options_.max_keys) forget(now);
    if (callers_.size() < options_.max_keys) return callers_.try_emplace(key, made(limit, now)).first->second;
    if (!shared_) shared_.emplace(made(options_.limit, now));
    shared_->fill(now);
    return *shared_;
  }
  CallerBuckets made(const RateLimit& limit, Time now) const {
    return {.requests = {limit.requests, options_.period, now}, .tokens = {limit.tokens, options_.period, now}};
  }
  // Looking through all of them must not cost each new caller as much.
  void forget(Time now) {
    if (now < next_look_) return;
    next_look_ = now + std::chrono::seconds{1};
    for (auto each = callers_.begin(); each != callers_.end();) {
      each->second.fill(now);
      each = each->second.is_full() ? callers_.erase(each) : std::next(each);
    }
  }
  Error refusal(const CallerBuckets& caller, const TokenBucket& bucket, double wanted, std::string_view of) const {
    const auto seconds = bucket.wait(wanted);
    const std::chrono::duration<double> period = options_.period;
    auto error = api_error(429,
                           fmt::format("Rate limit reached: {} {} in {:g} s. Please try again in {}.", bucket.limit(),
                                       of, period.count(), wait_text(seconds)),
                           "rate_limit_exceeded");
    error.type = of;
    error.retry_after = std::chrono::milliseconds{whole(std::ceil(seconds * 1000))};
    caller.describe(error.headers);
    return error;
  }

  RateLimitOptions options_;
  std::mutex mutex_;
  std::unordered_map<std::string, CallerBuckets> callers_;
  std::optional<CallerBuckets> shared_;  // of those for whom there is no room
  Time next_look_{};
};

class RateLimitedAnswer final : public WrappedAnswer {
 public:
  RateLimitedAnswer(Answer inner, std::shared_ptr<RateLimiter> limiter, std::string key, RequestNotesPtr notes)
      : WrappedAnswer{std::move(inner)}, limiter_{std::move(limiter)}, key_{std::move(key)}, notes_{std::move(notes)} {}
  ~RateLimitedAnswer() override { settle(); }

  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (got == Pull::some) {
      if (auto* head = std::get_if<Head>(&out)) limiter_->describe(key_, head->headers);
    } else if (got != Pull::wait) {
      settle();
    }
    return got;
  }

 private:
  void settle() {
    if (std::exchange(settled_, true)) return;
    const auto facts = notes_->facts();
    std::optional<std::int64_t> tokens;
    if (facts.prompt_tokens || facts.completion_tokens)
      tokens = sum_of(facts.prompt_tokens.value_or(0), facts.completion_tokens.value_or(0));
    // An error took nothing.
    if (!tokens && facts.error) tokens = 0;
    limiter_->settle(key_, tokens);
  }

  const std::shared_ptr<RateLimiter> limiter_;
  const std::string key_;
  const RequestNotesPtr notes_;
  bool settled_ = false;
};

}  // namespace detail

OAICOMPAT_INLINE Layer rate_limit(RateLimitOptions options) {
  return [limiter = std::make_shared<detail::RateLimiter>(std::move(options))](Handler inner) -> Handler {
    return [limiter, inner = std::move(inner)](Request&& request) -> Answer {
      auto key = limiter->key_of(request);
      auto& context = request.context;
      if (const auto refused = limiter->admit(key)) return error_answer(*refused, context);
      if (!context.notes) context.notes = std::make_shared<RequestNotes>();
      auto notes = context.notes;
      return std::make_unique<detail::RateLimitedAnswer>(inner(std::move(request)), limiter, std::move(key),
                                                         std::move(notes));
    };
  };
}

}  // namespace oaicompat::inline v1
