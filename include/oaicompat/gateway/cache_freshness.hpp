// CachedStanding: how old a kept answer is, and what it may still be given for.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/cache_ask.hpp>
#include <oaicompat/gateway/cache_rules.hpp>

#include <cstdint>

namespace oaicompat::inline v1::detail {

/// What a kept answer may be given for, by the rules and by what its caller allows.
struct CachedStanding {
  std::int64_t age = 0;         ///< In seconds.
  bool is_fresh = false;        ///< It is within its time.
  bool while_asked = false;     ///< It is past its time, and may be given while it is asked for anew.
  bool where_it_fails = false;  ///< It is past its time, and may be given where the targets fail.
};

/// At a time by the wall clock, in seconds since 1970. The time that the answer was kept for and that of the rules both
/// bound how long it is fresh.
OAICOMPAT_API CachedStanding standing_of(const CachedAnswer& answer, std::int64_t now, const RouteCache& rule,
                                         const CacheControl& control);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/cache_freshness.ipp>
#endif
