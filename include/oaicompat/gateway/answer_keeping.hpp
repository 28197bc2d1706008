// AnswerKeeping: puts what the targets answered into the cache. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/account.hpp>
#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/semantic_turn.hpp>
#include <oaicompat/http/answer.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail {

/// The attempt that gave the answer; null where none did.
inline const AttemptReport* gave_answer(const RequestReport& report) {
  for (const auto& each : report.attempts) {
    if (!each.failure && !each.lost) return &each;
  }
  return nullptr;
}

/// Keeps what the targets answered, unless the cache was emptied meanwhile. An answer of another target than the first
/// has not the key of that.
struct AnswerKeeping {
  AnswerCachePtr cache{};
  ClockPtr clock{};
  RulesPtr rules{};
  const Route* route = nullptr;  ///< Of these rules.
  std::uint32_t target = 0;      ///< Which was to be asked first.
  std::string key{};
  RequestAccountPtr account{};
  SemanticTurnPtr semantic{};  ///< By which it may be found, too; null where by nothing else.
  std::shared_ptr<const std::atomic<std::uint64_t>> emptied{};
  std::uint64_t emptied_before = 0;  ///< As the targets were asked.
  std::uint64_t generation = 0;      ///< Of the cache, then.

  void operator()(const Head& head, Bytes whole) const {
    if (*emptied != emptied_before) return;
    const auto& rule = route->cache;
    if (!rule.any_target && head.headers.get("x-oaicompat-target") != rules->targets[target].name) return;
    const auto* gave = gave_answer(account->report());
    if (!gave) return;
    auto kept = std::make_shared<CachedAnswer>();
    kept->body = std::move(whole);
    kept->body.shrink_to_fit();
    kept->model = gave->model;
    kept->tokens = gave->tokens;
    kept->cost = gave->cost;
    kept->stored_at = clock->unix_time();
    kept->fresh_for = rule.ttl;
    kept->id = random_id("");
    kept->generation = generation;
    cache->put(key, std::move(kept), rule.kept_for());
    if (semantic) semantic->keep(key);
  }
};

}  // namespace oaicompat::inline v1::detail
