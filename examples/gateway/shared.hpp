// What several gateways share, over the Redis protocol.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/shared_state.hpp>
#if OAICOMPAT_REDIS
#include <oaicompat/gateway/redis_cache.hpp>
#include <oaicompat/gateway/redis_state.hpp>
#endif

#include <string>

namespace gateway_program {

/// Where `[shared]` says that the server is.
inline oaicompat::Result<std::string> shared_url(const oaicompat::SharedRules& rules) {
  return rules.redis.starts_with("redis://") ? oaicompat::Result<std::string>{rules.redis}
                                             : oaicompat::read_secret(rules.redis);
}

inline oaicompat::Result<oaicompat::SharedStatePtr> open_shared_state(const oaicompat::SharedRules& rules) {
#if OAICOMPAT_REDIS
  const auto url = shared_url(rules);
  if (!url) return url.error();
  return oaicompat::redis_state(
      {.url = *url, .prefix = rules.prefix, .lease = rules.lease, .nodes = rules.nodes, .away = rules.away});
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
  return oaicompat::redis_cache({.url = *url, .prefix = rules.prefix});
#else
  (void)rules;
  return oaicompat::AnswerCachePtr{};
#endif
}

}  // namespace gateway_program
