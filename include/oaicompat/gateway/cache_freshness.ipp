// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/cache_freshness.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace oaicompat::inline v1::detail {

inline bool is_past(std::chrono::milliseconds late, std::optional<std::int64_t> most_seconds) {
  return most_seconds && std::chrono::ceil<std::chrono::seconds>(late).count() > *most_seconds;
}

OAICOMPAT_INLINE CachedStanding standing_of(const CachedAnswer& answer, std::int64_t now, const RouteCache& rule,
                                            const CacheControl& control) {
  constexpr std::int64_t oldest = 1'000'000'000'000;  // so that it is a time in milliseconds, too
  CachedStanding out{.age = std::clamp<std::int64_t>(now - answer.stored_at, 0, oldest)};
  if (out.age > control.max_age.value_or(out.age)) return out;
  const auto ttl = answer.fresh_for.count() > 0 ? std::min(rule.ttl, answer.fresh_for) : rule.ttl;
  const auto late = std::chrono::seconds{out.age} - ttl;
  out.is_fresh = late.count() < 0;
  if (out.is_fresh || is_past(late, control.max_stale)) return out;
  out.while_asked = late < rule.stale_while_revalidate;
  out.where_it_fails = late < rule.stale_if_error && !is_past(late, control.stale_if_error);
  return out;
}

}  // namespace oaicompat::inline v1::detail
