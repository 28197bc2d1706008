// rate_limit: how many requests and tokens each caller may take in a time.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace oaicompat::inline v1 {

/// What one caller may take in `RateLimitOptions::period`. Zero switches a limit off.
struct RateLimit {
  std::int64_t requests = 0;  ///< Requests. Default no limit.
  std::int64_t tokens = 0;    ///< Tokens of prompts and answers, as the answers' usage counts them. Default no limit.
};

/// How callers are limited.
struct RateLimitOptions {
  /// What each caller may take. Default no limit.
  RateLimit limit = {};
  /// The time in which an empty bucket is full again. Default 60 s.
  std::chrono::milliseconds period = std::chrono::seconds{60};
  /// What a caller may take, by its key, where that differs. Called from many threads, and must be quick. Default
  /// `limit` for each.
  std::function<RateLimit(const std::string& key)> limit_of = {};
  /// Whose bucket a request takes from. Default `Context::principal`: callers without keys share one.
  std::function<std::string(const Request& request)> key_of = {};
  /// The tokens that a request takes until its answer's usage is known, and for good where that is never told, as by a
  /// caller who leaves early. Default 0 tokens.
  std::int64_t reserved_tokens = 0;
  /// How many callers are told apart; when more come, those whose buckets are full again are forgotten, and where none
  /// is, new ones share one bucket. Default 10,000 callers.
  std::size_t max_keys = 10'000;
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A server layer with a bucket of requests and one of tokens for each caller, which fill evenly and hold at most what
/// the period allows. A request that finds one empty is answered 429 (`rate_limit_exceeded`) with `Retry-After`. Tokens
/// are taken when an answer ends, so a bucket may fall below zero, and is waited for longer.
///
///     server.use(rate_limit({.limit = {.requests = 60, .tokens = 100'000}}));
///
/// Every answer says in `x-ratelimit-limit-requests`, `-remaining-requests` and `-reset-requests` (`1s`, `6m0s`), and
/// the same of tokens, what is left, in place of an upstream's. Lay it inside `api_keys`, as `Server::use` does.
OAICOMPAT_API Layer rate_limit(RateLimitOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/rate_limit.ipp>
#endif
