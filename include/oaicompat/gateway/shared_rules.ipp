// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/shared_rules.hpp>
#include <oaicompat/stores/redis_address.hpp>

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// `Table` is what reads a table of the file and notes its problems.
template <class Table>
void read_away(Table& away, std::string_view key, AwayPolicy& out) {
  std::string word = "local";
  away.read(key, word);
  if (word == "refuse") {
    out = AwayPolicy::refuse;
  } else if (word != "local") {
    away.problem(*away.find(key), fmt::format("\"{}\" must be \"local\" or \"refuse\"", key));
  }
}

template <class Table>
void read_shared_rules(Table& table, SharedRules& out) {
  table.read("redis", out.redis);
  table.read("prefix", out.prefix);
  table.read("nodes", out.nodes);
  table.read("lease", out.lease, 1);
  table.read("cache", out.cache);
  table.inside("when_away", [&](Table& away) {
    read_away(away, "rates", out.away.rates);
    read_away(away, "concurrent", out.away.concurrent);
    read_away(away, "budgets", out.away.budgets);
  });
  const auto begins = [&](std::string_view with) { return out.redis.starts_with(with); };
  if (!begins("redis://") && !begins("env:") && !begins("file:")) {
    table.problem(table.table(), "\"redis\" must be \"redis://...\", \"env:NAME\" or \"file:PATH\"");
  } else if (begins("redis://") && !redis_address(out.redis)) {
    table.problem(*table.find("redis"), "\"redis\" must be \"redis://[[name][:password]@]host[:port][/database]\"");
  }
  if (out.prefix.empty() || out.prefix.find_first_of("{}") != out.prefix.npos) {
    table.problem(*table.find("prefix"), "\"prefix\" must be a text without braces");
  }
  if (out.nodes < 1) table.problem(*table.find("nodes"), "\"nodes\" must be at least 1");
  if (out.lease <= 0) table.problem(*table.find("lease"), "\"lease\" must be above 0");
}

}  // namespace oaicompat::inline v1::detail
