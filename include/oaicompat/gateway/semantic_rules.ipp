// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/cache_rules.hpp>
#include <oaicompat/gateway/evaluation_rules.ipp>
#include <oaicompat/gateway/semantic_rules.hpp>

#include <algorithm>
#include <string>

namespace oaicompat::inline v1::detail {

// `Table` is what reads a table of the file and notes its problems; `Rules` is what was read so far.
template <class Table, class Rules>
void read_verification(Table& table, const Rules& rules, RouteSemantic& out) {
  table.read("verify", out.verify, 1);
  table.read("verify_timeout", out.verify_timeout);
  table.read("answers_alike", out.answers_alike, 1);
  std::string judge;
  table.read("judge", judge);
  if (judge.empty()) return;
  const auto at =
      std::find_if(rules.judges.begin(), rules.judges.end(), [&](auto& each) { return each.name == judge; });
  if (at == rules.judges.end()) return table.problem(*table.find("judge"), "unknown judge \"" + judge + "\"");
  out.judge = static_cast<std::uint32_t>(at - rules.judges.begin());
}

template <class Table, class Rules>
void read_semantic(Table& table, const Rules& rules, const RouteCache& cache, RouteSemantic& out) {
  read_target_place(table, rules, out.target);
  table.read("model", out.model);
  table.read("threshold", out.threshold, 1);
  table.read("timeout", out.timeout);
  table.read("max_messages", out.max_messages);
  table.read("max_text", out.max_text);
  table.read("refuse", out.refuse);
  table.read("same_words", out.same_words);
  table.read_money("usd_per_day", out.day_budget);
  read_verification(table, rules, out);
  const auto wrong = [&](const char* what) { table.problem(table.table(), what); };
  if (out.model.empty()) wrong("no \"model\"");
  if (out.timeout.count() == 0 || out.verify_timeout.count() == 0) wrong("a time must be above zero");
  if (out.max_messages < 1) wrong("\"max_messages\" must be at least 1");
  if (out.threshold < 0.9) wrong("\"threshold\" must be at least 0.9: below, other questions get this answer");
  if (cache.scope == CacheScope::global) wrong("\"scope\" must not be \"global\" beside answers by meaning");
}

template <class Table>
void read_semantic_rules(Table& table, SemanticRules& out) {
  table.read("max_entries", out.max_entries);
  table.read("max_bytes", out.max_bytes);
  table.read("calls_at_once", out.calls_at_once);
  table.read("max_queued_calls", out.max_queued_calls);
  table.read("max_queued_bytes", out.max_queued_bytes);
  table.read("max_verifications", out.max_verifications);
  if (out.calls_at_once >= 1 && out.calls_at_once <= 64) return;
  table.problem(table.table(), "\"calls_at_once\" must be from 1 to 64");
}

}  // namespace oaicompat::inline v1::detail
