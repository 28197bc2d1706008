// The store over the Redis protocol, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/stores/redis_store.ipp>
