// CacheAsk: what a request says of the cache, and the key that it stands under.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/cache_rules.hpp>
#include <oaicompat/http/request.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// What a caller, or a target of its answer, allows by `Cache-Control`: never more than the rules do.
struct CacheControl {
  bool no_cache = false;                  ///< Asked anew; the answer is kept.
  bool no_store = false;                  ///< Neither looked for nor kept.
  bool is_private = false;                ///< Of an answer: it is for one caller alone.
  bool only_if_cached = false;            ///< A 504 where nothing is found.
  std::optional<std::int64_t> max_age{};  ///< In seconds.
  /// How long an answer may be past its time, in seconds: at all, and where the targets fail.
  std::optional<std::int64_t> max_stale{}, stale_if_error{};
};
OAICOMPAT_API CacheControl read_cache_control(const Headers& headers);

/// How a request meets the cache.
struct CacheAsk {
  CacheControl control{};
  std::string key{};  ///< Empty where the request passes the cache by.
};

/// Who asks, and whom: what the key depends on besides the request.
struct CacheParties {
  std::string_view tenant{}, key{};
  std::string_view target{}, model{};  ///< Of the target that is asked first; empty where any may answer.
};

/// The key of a request with this body: a hash over `form`, which must end itself, the parties and all of the body but
/// what changes no answer. Empty where the body has no canonical text.
OAICOMPAT_API std::string cache_key(std::string_view form, std::string_view body, const Request& request,
                                    const Asked& asked, const RouteCache& rule, const CacheParties& parties);

/// The key is a hash over all of the body but what changes no answer (`stream`, `user`, `metadata`, ...), so that a
/// member that nobody knows counts. A request passes by where its answer may have effects, is drawn by lot, or is a
/// stream of another kind than chat completions.
OAICOMPAT_API CacheAsk ask_cache(Request& request, const Asked& asked, const RouteCache& rule,
                                 const CacheParties& parties);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/cache_ask.ipp>
#endif
