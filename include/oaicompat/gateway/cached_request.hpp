// CachedRequest: a request whose route has a cache, from the look into it to its answer.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/account.hpp>
#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/cache_ask.hpp>
#include <oaicompat/gateway/cache_refreshes.hpp>
#include <oaicompat/gateway/cached_answer.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/semantic_turn.hpp>
#include <oaicompat/gateway/shared_call.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/request.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace oaicompat::inline v1::detail {

/// Whose leaving ends an answer.
enum class Callers : std::uint8_t {
  one,   ///< That of the request.
  many,  ///< Nobody's alone: what is dropped ends.
  none,  ///< The same: it is asked for the gateway's own sake.
};

/// All that answering takes.
struct CachedRequest {
  AnswerCachePtr cache{};
  ClockPtr clock{};
  RulesPtr rules{};
  const Route* route = nullptr;  ///< Of these rules.
  std::vector<std::uint32_t> targets{};
  CacheAsk ask{};
  ReplayForm form = ReplayForm::whole;
  std::string path{};
  Context context{};
  RequestAccountPtr account{};
  /// Asks the targets, on an account that bears it. A stream tells its usage where the target does.
  std::function<Answer(const RequestAccountPtr& account, Callers callers)> ask_targets{};
  std::shared_ptr<SharedCalls> calls{};
  /// After an exact miss: the way to an answer by meaning; null for a request that has none. Default none has.
  std::function<SemanticTurnPtr()> begin_semantic{};
  /// Another account of the same caller, for a request that the gateway makes itself.
  std::function<RequestAccountPtr()> refresh_account{};
  std::shared_ptr<CacheRefreshes> refreshes{};
  std::shared_ptr<const std::atomic<std::uint64_t>> emptied{};  ///< How often the cache was.
};

/// The answer: out of the cache, else of the targets, which is kept where it may be. Its head tells by
/// `x-oaicompat-cache` which, and of a hit by `age` how old it is. A kept answer past its time is given where the rule
/// allows it: at once, while a refresh asks anew, or after the targets have failed.
OAICOMPAT_API Answer answer_by_cache(CachedRequest request);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/cached_request.ipp>
#endif
