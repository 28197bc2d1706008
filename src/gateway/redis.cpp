// What gateways share over the Redis protocol, compiled once. Part of oaicompat::redis.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/redis_cache.ipp>
#include <oaicompat/gateway/redis_state.ipp>
