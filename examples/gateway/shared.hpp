// What several gateways share, over the Redis protocol.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/shared_server.hpp>
#include <oaicompat/gateway/shared_state.hpp>
#if OAICOMPAT_REDIS
#include <oaicompat/gateway/redis_cache.hpp>
#include <oaicompat/gateway/redis_state.hpp>
#endif

#include <fmt/format.h>

#include <cstdio>
#include <functional>
#include <string>
#include <utility>

namespace gateway_program {

/// Where `[shared]` says that the server is.
inline oaicompat::Result<std::string> shared_url(const oaicompat::SharedRules& rules) {
  return rules.redis.starts_with("redis://") ? oaicompat::Result<std::string>{rules.redis}
                                             : oaicompat::read_secret(rules.redis);
}

/// Says on stderr when the server of something is away, and when it is back.
inline std::function<void(const oaicompat::SharedServer&)> tell_change(std::string what) {
  return [what = std::move(what)](const oaicompat::SharedServer& server) {
    fmt::print(stderr, "oaicompat-gateway: the server of {} is {}\n", what,
               server.up ? "back" : "away: " + server.last_error);
  };
}

inline oaicompat::Result<oaicompat::SharedStatePtr> open_shared_state(const oaicompat::SharedRules& rules) {
#if OAICOMPAT_REDIS
  const auto url = shared_url(rules);
  if (!url) return url.error();
  return oaicompat::redis_state({.url = *url,
                                 .prefix = rules.prefix,
                                 .lease = rules.lease,
                                 .nodes = rules.nodes,
                                 .away = rules.away,
                                 .on_change = tell_change("the shared counters")});
#else
  (void)rules;
  return oaicompat::local_error(oaicompat::ErrorKind::invalid_argument,
                                "This program was built without hiredis, so it shares nothing.");
#endif
}

/// Null where answers are kept in memory.
inline oaicompat::Result<oaicompat::AnswerCachePtr> open_shared_cache(const oaicompat::SharedRules& rules) {
#if OAICOMPAT_REDIS
  if (rules.redis.empty() || !rules.cache) return oaicompat::AnswerCachePtr{};
  const auto url = shared_url(rules);
  if (!url) return url.error();
  return oaicompat::redis_cache({.url = *url, .prefix = rules.prefix, .on_change = tell_change("the shared answers")});
#else
  (void)rules;
  return oaicompat::AnswerCachePtr{};
#endif
}

}  // namespace gateway_program
