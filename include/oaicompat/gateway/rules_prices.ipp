// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/prices.hpp>
#include <oaicompat/gateway/rules_toml.ipp>

#include <fmt/format.h>

#include <toml++/toml.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline void read_token_prices(RuleTable& table, TokenPrices& out) {
  table.read_money("input", out.input);
  table.read_money("output", out.output);
  const auto read = [&](std::string_view key, std::optional<std::int64_t>& price) {
    if (table.find(key)) table.read_money(key, price.emplace(0));
  };
  read("cached", out.cached);
  read("cache_write", out.cache_write);
  read("reasoning", out.reasoning);
  for (const auto* key : {"input", "output"}) {
    if (!table.table().contains(key)) table.problem(table.table(), fmt::format("no \"{}\"", key));
  }
}

inline void read_day(RuleTable& table, std::string_view key, std::int64_t& out) {
  const auto* node = table.find(key);
  if (!node) return;
  const auto date = node->value_exact<toml::date>();
  if (!date) return table.wants(*node, key, "a date such as 2026-01-31");
  using namespace std::chrono;
  const sys_days at = year{date->year} / month{date->month} / day{date->day};
  out = duration_cast<seconds>(at.time_since_epoch()).count();
}

inline void read_price_row(RuleTable& table, PriceRow& out) {
  table.read("provider", out.provider);
  table.read("models", out.models);
  read_day(table, "from", out.from);
  read_day(table, "until", out.until);
  read_token_prices(table, out.prices);
  table.each("tiers", [&](RuleTable& tier) {
    auto& made = out.tiers.emplace_back();
    tier.read("above", made.above);
    read_token_prices(tier, made.prices);
  });
  std::stable_sort(out.tiers.begin(), out.tiers.end(), [](auto& a, auto& b) { return a.above < b.above; });
  if (out.models.empty()) table.problem(table.table(), "no \"models\"");
}

}  // namespace detail

OAICOMPAT_INLINE Result<PricesPtr> read_prices(std::string_view toml) {
  detail::RuleProblems problems;
  const auto parsed = toml::parse(toml);
  if (!parsed) {
    problems.add(parsed.error().source().begin.line, std::string{parsed.error().description()});
    return problems.error();
  }
  std::vector<PriceRow> rows;
  detail::RuleTable root{parsed.table(), "the file", problems};
  root.each("prices", [&](detail::RuleTable& row) { detail::read_price_row(row, rows.emplace_back()); });
  root.finish();
  if (!problems.empty()) return problems.error();
  return PricesPtr{std::make_shared<Prices>(std::move(rows))};
}

}  // namespace oaicompat::inline v1
