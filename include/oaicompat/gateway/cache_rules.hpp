// What rules say of a gateway's cache of answers.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/semantic_rules.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// Who may be answered with what another one was answered.
enum class CacheScope : std::uint8_t {
  key,     ///< Nobody else: each key has its own answers.
  tenant,  ///< The keys of one tenant.
  global,  ///< Everybody.
};

/// How a route's answers are kept, and given again to equal requests.
struct RouteCache {
  /// How long an answer is given again. Default 0: there is no cache. In a file 5 minutes, where there is a `cache`.
  std::chrono::milliseconds ttl{0};
  /// How long after its time an answer is given again while it is asked for anew. Default 0: not at all.
  std::chrono::milliseconds stale_while_revalidate{0};
  /// How long after its time an answer is given again where the targets fail. Default 0: not at all.
  std::chrono::milliseconds stale_if_error{0};
  CacheScope scope = CacheScope::tenant;  ///< Default the tenant.
  /// Answers that were drawn by lot (a temperature above 0, or none) are kept as well. Default no.
  bool random_answers = false;
  /// Targets of a model answer for each other. Default no: an answer counts for the target that gave it.
  bool any_target = false;
  /// A hit counts as a request of its key. Default yes; it takes no tokens and no money.
  bool count_hits = true;
  /// Equal requests at once are one upstream request. Default yes.
  bool coalesce = true;
  /// An answer whose `Cache-Control` is `no-store` or `private`, or of a whole one `no-cache`, is not kept. Default no:
  /// large providers say so of every answer.
  bool hear_targets = false;
  std::vector<std::string> headers{};  ///< Fields of the request that an answer depends on. Default none.
  std::int64_t max_answer = 1 << 20;   ///< The largest answer that is kept, in bytes. Default 1 MiB.
  RouteSemantic semantic{};            ///< Requests that mean the same are answered alike. Default no.

  bool is_on() const { return ttl.count() > 0; }
  /// How long an answer is kept.
  std::chrono::milliseconds kept_for() const { return ttl + std::max(stale_while_revalidate, stale_if_error); }
};

/// What a gateway's cache may take.
struct CacheRules {
  std::int64_t max_bytes = 64 << 20;  ///< Of all answers that are kept in memory. Default 64 MiB.
  /// How many answers may be asked for anew at once, behind those that are past their time. Default 64.
  std::int64_t max_refreshes = 64;
  SemanticRules semantic{};  ///< What finds requests that mean the same.
};

}  // namespace oaicompat::inline v1
