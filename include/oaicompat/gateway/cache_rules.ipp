// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/cache_rules.hpp>
#include <oaicompat/gateway/field_names.hpp>
#include <oaicompat/gateway/semantic_rules.ipp>

#include <string>

namespace oaicompat::inline v1::detail {

// `Table` is what reads a table of the file and notes its problems.
template <class Table>
void read_cache_scope(Table& cache, CacheScope& out) {
  std::string scope = "tenant";
  cache.read("scope", scope);
  if (scope == "key") {
    out = CacheScope::key;
  } else if (scope == "global") {
    out = CacheScope::global;
  } else if (scope != "tenant") {
    cache.problem(*cache.find("scope"), "\"scope\" must be \"key\", \"tenant\" or \"global\"");
  }
}

template <class Table, class Rules>
void read_cache(Table& cache, const Rules& rules, RouteCache& out) {
  out.ttl = std::chrono::minutes{5};
  cache.read("ttl", out.ttl);
  cache.read("stale_while_revalidate", out.stale_while_revalidate);
  cache.read("stale_if_error", out.stale_if_error);
  read_cache_scope(cache, out.scope);
  cache.read("random_answers", out.random_answers);
  cache.read("any_target", out.any_target);
  cache.read("count_hits", out.count_hits);
  cache.read("coalesce", out.coalesce);
  cache.read("hear_targets", out.hear_targets);
  cache.read("headers", out.headers);
  check_field_names(cache, out.headers);
  cache.read("max_answer", out.max_answer);
  cache.inside("semantic", [&](Table& table) { read_semantic(table, rules, out, out.semantic); });
}

template <class Table>
void read_cache_rules(Table& cache, CacheRules& out) {
  cache.read("max_bytes", out.max_bytes);
  cache.read("max_refreshes", out.max_refreshes);
  cache.inside("semantic", [&](Table& table) { read_semantic_rules(table, out.semantic); });
}

}  // namespace oaicompat::inline v1::detail
