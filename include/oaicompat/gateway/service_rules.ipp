// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/service_rules.hpp>
#include <oaicompat/gateway/shared_rules.ipp>
#include <oaicompat/gateway/telemetry_rules.ipp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// `Table` is what reads a table of the file and notes its problems.
template <class Table>
void read_log_place(Table& table, LogRules& out) {
  table.read("file", out.file);
  table.read("url", out.url);
  table.read("schema", out.schema);
  constexpr std::array places{"postgresql://", "postgres://", "env:", "file:"};
  const auto begins = [&](const char* place) { return out.url.starts_with(place); };
  if (out.file.empty() && out.url.empty()) {
    table.problem(table.table(), "no \"file\" or \"url\"");
  } else if (!out.file.empty() && !out.url.empty()) {
    table.problem(*table.find("url"), "\"file\" and \"url\" exclude each other");
  } else if (!out.url.empty() && std::none_of(places.begin(), places.end(), begins)) {
    table.problem(*table.find("url"), "\"url\" must be \"postgresql://...\", \"env:NAME\" or \"file:PATH\"");
  }
  if (out.schema.empty()) table.problem(*table.find("schema"), "\"schema\" must not be empty");
}

template <class Table>
void read_log_rules(Table& table, LogRules& out) {
  std::string level = "metadata";
  table.read("level", level);
  if (level == "none") {
    out.level = LogLevel::none;
  } else if (level == "bodies") {
    out.level = LogLevel::bodies;
  } else if (level != "metadata") {
    table.problem(*table.find("level"), "\"level\" must be \"none\", \"metadata\" or \"bodies\"");
  }
  table.read("max_queued", out.max_queued);
  table.read("max_queued_bytes", out.max_queued_bytes);
  table.read("max_body", out.max_body);
  table.read("keep_days", out.keep_days);
  table.read("keep_rows", out.keep_rows);
  table.inside("redact", [&](Table& redact) {
    const auto replace = [&](std::string_view key, auto& list) {
      if (redact.table().contains(key)) list.clear();
      redact.read(key, list);
    };
    replace("headers", out.redact.headers);
    replace("members", out.redact.members);
    replace("patterns", out.redact.patterns);
  });
  read_log_place(table, out);
}

template <class Table, class Breaker>
void read_breaker(Table& table, Breaker& out) {
  table.read("failures", out.failures);
  table.read("cooldown", out.cooldown);
  table.read("max_cooldown", out.max_cooldown);
}

template <class Table>
void read_admin_rules(Table& table, AdminRules& out) {
  table.read("key", out.key);
  table.read("host", out.host);
  table.read("port", out.port);
  if (!out.key.starts_with("env:") && !out.key.starts_with("file:")) {
    table.problem(table.table(), "\"key\" must name a place, \"env:NAME\" or \"file:PATH\",");
  }
  if (out.port > 65'535) table.problem(*table.find("port"), "\"port\" must be at most 65535");
}

// `Root` is the whole file's table.
template <class Root, class AllRules>
void read_service_rules(Root& root, AllRules& out) {
  root.inside("log", [&](Root& log) { read_log_rules(log, out.log); });
  root.inside("admin", [&](Root& admin) { read_admin_rules(admin, out.admin); });
  root.inside("shared", [&](Root& shared) { read_shared_rules(shared, out.shared); });
  root.inside("telemetry", [&](Root& telemetry) { read_telemetry_rules(telemetry, out.telemetry); });
}

}  // namespace oaicompat::inline v1::detail
