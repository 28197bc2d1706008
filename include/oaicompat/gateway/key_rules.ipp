// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/rules.hpp>

#include <algorithm>
#include <vector>

namespace oaicompat::inline v1::detail {

// `Table` is what reads a table of the file and notes its problems.
template <class Table>
void read_limits(Table& table, GatewayLimits& out) {
  table.read("rpm", out.rpm);
  table.read("tpm", out.tpm);
  table.read("concurrent", out.concurrent);
  table.read_money("usd_per_day", out.day_budget);
  table.read_money("usd_per_month", out.month_budget);
  table.read("downgrade", out.downgrade);
  out.line = table.table().source().begin.line;
}

template <class Table>
void read_caller_key(Table& table, GatewayKey& out) {
  table.read("name", out.name);
  table.read("sha256", out.sha256);
  table.read("tenant", out.tenant);
  table.read("models", out.models);
  read_limits(table, out.limits);
  if (out.tenant.empty()) out.tenant = out.name;
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (out.sha256.size() != 64 || !std::all_of(out.sha256.begin(), out.sha256.end(), is_hex)) {
    table.problem(table.table(), "\"sha256\" must be 64 lower-case hexadecimal digits");
  }
  if (out.name.empty()) table.problem(table.table(), "no \"name\"");
}

// Two keys of one name would share their limits, and of one hash the second would let nobody in.
template <class Table>
void check_other_keys(Table& table, const std::vector<GatewayKey>& keys) {
  const auto is_twice = [&](auto member) {
    const auto same = [&](const GatewayKey& each) { return each.*member == keys.back().*member; };
    return std::count_if(keys.begin(), keys.end(), same) > 1;
  };
  if (is_twice(&GatewayKey::name)) table.problem(table.table(), "another key's \"name\"");
  if (is_twice(&GatewayKey::sha256)) table.problem(table.table(), "another key's \"sha256\"");
}

}  // namespace oaicompat::inline v1::detail
