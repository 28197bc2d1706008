// redis_store: a store in a server that speaks the Redis protocol, which many processes and machines share.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/stores/redis_store_options.hpp>
#include <oaicompat/stores/store.hpp>

namespace oaicompat::inline v1 {

/// A store in a server that speaks the Redis protocol (Redis 5 or later, Valkey), over hiredis. A write is one script:
/// it is done as a whole, and is as durable as the server's own log. Records whose time is over go with the next
/// writes. Part of `oaicompat::redis`.
///
/// **Threads**: safe to use from many, and the server from many processes. **Errors**: opening fails for a URL that is
/// none, with kind `invalid_argument`, and where the server cannot be reached or refuses the password. Later, 500 with
/// code `store_busy` when it takes too long, `store_full` when its memory is used up or a record too large, else
/// `store_failed`. A connection that is lost is made again. A read is then asked again, once; a write is not, since the
/// server may have done it: only a condition can tell.
OAICOMPAT_API Result<StorePtr> redis_store(RedisStoreOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/stores/redis_store.ipp>
#endif
