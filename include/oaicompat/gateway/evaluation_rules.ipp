// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/evaluation_rules.hpp>
#include <oaicompat/gateway/text_script.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

// `Table` is what reads a table of the file and notes its problems; `Rules` is what was read so far.
template <class Table, class Rules>
void read_judge_names(Table& table, const Rules& rules, std::vector<std::uint32_t>& out) {
  std::vector<std::string> names;
  table.read("judges", names);
  for (const auto& name : names) {
    const auto at =
        std::find_if(rules.judges.begin(), rules.judges.end(), [&](auto& each) { return each.name == name; });
    if (at == rules.judges.end()) {
      table.problem(*table.find("judges"), "unknown judge \"" + name + "\"");
    } else {
      out.push_back(static_cast<std::uint32_t>(at - rules.judges.begin()));
    }
  }
}

template <class Table, class Rules>
void read_target_place(Table& table, const Rules& rules, std::uint32_t& out) {
  std::string name;
  table.read("target", name);
  const auto place = rules.find_target(name);
  if (!place) table.problem(table.table(), "unknown target \"" + name + "\"");
  out = place.value_or(0);
}

template <class Table>
void read_script(Table& checks, std::string& out) {
  checks.read("script", out);
  const auto& known = known_scripts();
  if (out.empty() || out == "request" || std::find(known.begin(), known.end(), out) != known.end()) return;
  std::string names;
  for (const auto& each : known) names += ", \"" + each + "\"";
  checks.wants(*checks.find("script"), "script", "\"request\"" + names);
}

template <class Table, class Rules>
void read_checks(Table& checks, const Rules& rules, RouteChecks& out) {
  out.is_on = true;
  checks.read("non_empty", out.non_empty);
  checks.read("schema", out.schema);
  checks.read("tools", out.tools);
  checks.read("finish", out.finish);
  checks.read("refusal", out.refusal);
  checks.read("similarity", out.similarity);
  read_script(checks, out.script);
  checks.read("min_text", out.min_text);
  checks.read("max_text", out.max_text);
  checks.read("max_time", out.max_time);
  checks.read_money("max_usd", out.max_cost);
  checks.read("max_repetition", out.max_repetition, 1);
  checks.read("refusals", out.refusals);
  read_judge_names(checks, rules, out.judges);
  checks.read("judged_share", out.judged_share, 1);
}

template <class Table, class Rules>
void read_shadow(Table& shadow, const Rules& rules, RouteShadow& out) {
  read_target_place(shadow, rules, out.target);
  shadow.read("share", out.share, 0.1);
  shadow.read("timeout", out.timeout);
  shadow.read_money("usd_per_day", out.day_budget);
  read_judge_names(shadow, rules, out.judges);
  if (out.timeout.count() == 0) shadow.problem(shadow.table(), "\"timeout\" must be above zero");
}

template <class Table>
void read_scale(Table& judge, JudgeRule& out) {
  const auto* node = judge.find("scale");
  if (!node) return;
  const auto* ends = node->as_array();
  const auto end = [&](std::size_t place) { return (*ends)[place].template value_exact<std::int64_t>(); };
  if (!ends || ends->size() != 2 || !end(0) || !end(1) || *end(0) < 0 || *end(0) >= *end(1) || *end(1) > 100) {
    return judge.wants(*node, "scale", "two rising whole numbers from 0 to 100");
  }
  out.lowest = *end(0);
  out.highest = *end(1);
}

template <class Table, class Rules>
void read_judge(Table& judge, const Rules& rules, JudgeRule& out) {
  judge.read("criteria", out.criteria);
  read_scale(judge, out);
  read_target_place(judge, rules, out.target);
  judge.read("model", out.model);
  judge.read("version", out.version);
  judge.read("timeout", out.timeout);
  judge.read_money("usd_per_day", out.day_budget);
  if (out.criteria.empty()) judge.problem(judge.table(), "no \"criteria\"");
  if (out.model.empty()) judge.problem(judge.table(), "no \"model\"");
  if (out.timeout.count() == 0) judge.problem(judge.table(), "\"timeout\" must be above zero");
}

// What stands outside of routes.
template <class Table, class Rules>
void read_evaluation(Table& root, Rules& out) {
  root.inside("judges", [&](Table& judges) {
    for (const auto& entry : judges.table()) {
      judges.inside(entry.first.str(), [&](Table& each) {
        auto& judge = out.judges.emplace_back();
        judge.name = entry.first.str();
        read_judge(each, out, judge);
      });
    }
  });
  root.inside("evaluation", [&](Table& evaluation) {
    auto& to = out.evaluation;
    evaluation.read("max_queued", to.max_queued);
    evaluation.read("max_queued_bytes", to.max_queued_bytes);
    evaluation.read("max_body", to.max_body);
    evaluation.read("calls_at_once", to.calls_at_once);
    evaluation.read("max_queued_calls", to.max_queued_calls);
    if (to.calls_at_once < 1 || to.calls_at_once > 64) {
      evaluation.problem(evaluation.table(), "\"calls_at_once\" must be from 1 to 64");
    }
  });
}

// What stands in a route.
template <class Table, class Rules, class Route>
void read_route_evaluation(Table& route, const Rules& rules, Route& out) {
  route.inside("evaluate", [&](Table& checks) { read_checks(checks, rules, out.checks); });
  route.inside("shadow", [&](Table& shadow) { read_shadow(shadow, rules, out.shadow); });
}

}  // namespace oaicompat::inline v1::detail
