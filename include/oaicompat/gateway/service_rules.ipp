// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/field_names.hpp>
#include <oaicompat/gateway/service_rules.hpp>
#include <oaicompat/gateway/shared_rules.ipp>
#include <oaicompat/gateway/telemetry_rules.ipp>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>
#include <system_error>

namespace oaicompat::inline v1::detail {

// Whether the hosts, ports and options of a URL have the form that libpq reads; which options it knows is its own.
inline bool is_postgres_form(std::string_view url) {
  if (std::any_of(url.begin(), url.end(), [](unsigned char c) { return c <= ' ' || c == 0x7F; })) return false;
  url.remove_prefix(url.find("://") + 3);
  const auto question = std::min(url.find('?'), url.size());
  auto options = url.substr(std::min(question + 1, url.size()));
  url = url.substr(0, question);
  auto hosts = url.substr(0, url.find('/'));
  hosts.remove_prefix(hosts.rfind('@') + 1);
  const auto next = [](std::string_view& list, char between) {
    const auto out = list.substr(0, list.find(between));
    list.remove_prefix(std::min(out.size() + 1, list.size()));
    return out;
  };
  while (!hosts.empty()) {
    auto host = next(hosts, ',');
    if (host.starts_with('[')) {
      const auto end = host.find(']');
      if (end == host.npos) return false;
      host.remove_prefix(end + 1);
      if (!host.empty() && !host.starts_with(':')) return false;
    }
    const auto colon = host.find(':');
    const auto port = colon == host.npos ? std::string_view{} : host.substr(colon + 1);
    int number = 1;
    const auto [last, bad] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (!port.empty() && (bad != std::errc{} || last != port.data() + port.size())) return false;
    if (number < 1 || number > 65'535) return false;
  }
  while (!options.empty()) {
    const auto option = next(options, '&');
    const auto is = option.find('=');
    if (is == 0 || is == option.npos || option.find('=', is + 1) != option.npos) return false;
  }
  return true;
}

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
  } else if ((begins("postgresql://") || begins("postgres://")) && !is_postgres_form(out.url)) {
    table.problem(*table.find("url"),
                  "\"url\" must be \"postgresql://[user[:password]@][host][:port][/database][?name=value]\"");
  }
  if (out.url.empty() && table.table().contains("schema")) {
    table.problem(*table.find("schema"), "\"schema\" is of a \"url\" alone");
  }
  if (out.schema.empty() || out.schema.size() > 63)
    table.problem(*table.find("schema"), "\"schema\" must have 1 to 63 bytes");
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
    check_field_names(redact, out.redact.headers);
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

// Notes where the file names secrets and servers. `Root` is the whole file's table.
template <class Root, class AllRules>
void note_places(const Root& root, AllRules& out) {
  const auto note = [&](const auto& node) {
    if (const auto* text = node.as_string()) out.places.push_back({text->get(), text->source().begin.line});
  };
  const auto& file = root.table();
  if (const auto* targets = file["targets"].as_table()) {
    for (const auto& entry : *targets) {
      if (const auto* target = entry.second.as_table()) note((*target)["key"]);
    }
  }
  if (const auto* headers = file["telemetry"]["headers"].as_table()) {
    for (const auto& entry : *headers) note(entry.second);
  }
  note(file["log"]["url"]);
  note(file["admin"]["key"]);
  note(file["shared"]["redis"]);
  std::stable_sort(out.places.begin(), out.places.end(), [](auto& a, auto& b) { return a.line < b.line; });
}

// `Root` is the whole file's table.
template <class Root, class AllRules>
void read_service_rules(Root& root, AllRules& out) {
  root.inside("log", [&](Root& log) { read_log_rules(log, out.log); });
  root.inside("admin", [&](Root& admin) { read_admin_rules(admin, out.admin); });
  root.inside("shared", [&](Root& shared) { read_shared_rules(shared, out.shared); });
  root.inside("telemetry", [&](Root& telemetry) { read_telemetry_rules(telemetry, out.telemetry); });
  note_places(root, out);
}

}  // namespace oaicompat::inline v1::detail
