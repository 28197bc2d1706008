// redis_cache: answers that many gateways keep together, in a server that speaks the Redis protocol.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/shared_server.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace oaicompat::inline v1 {

/// Which server answers are kept in.
struct RedisCacheOptions {
  /// As `RedisStoreOptions::url`. Default the port 6379 of this machine, database 0.
  std::string url = "redis://127.0.0.1";
  /// All keys begin with it in braces. Gateways of one prefix and database share answers. Default `oaicompat`.
  std::string prefix = "oaicompat";
  /// How long a look for an answer may take; after it nothing is found, and the connection is made again. Default 100
  /// milliseconds.
  std::chrono::milliseconds timeout{100};
  /// How long making a connection may take; meanwhile nothing is found. Default 1 second.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{1};
  /// How long to wait before a connection is tried again. Default 200 milliseconds.
  std::chrono::milliseconds reconnect_delay{200};
  /// The largest answer that is kept, in bytes. Default 8 MiB.
  std::size_t max_answer = std::size_t{8} << 20;
  /// The most bytes of answers that wait to be sent; more are not kept. Default 64 MiB.
  std::size_t max_waiting = std::size_t{64} << 20;
  /// Told once when the server is away, with the reason, and once when it is back. It must not block. **Threads**: one
  /// of its own. Default nobody.
  std::function<void(const SharedServer&)> on_change{};
};

/// Answers over the Redis protocol (Redis 5 or later, Valkey), on a thread of its own: no request waits for the server
/// but in its own answer, and for at most `timeout`. While the server is away nothing is found and nothing is kept. The
/// server forgets answers by itself when their time is over; how many bytes they take is its to bound (`maxmemory`).
/// Part of `oaicompat::redis`. **Errors**: for a URL or prefix that is none `invalid_argument`.
OAICOMPAT_API Result<AnswerCachePtr> redis_cache(RedisCacheOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/redis_cache.ipp>
#endif
