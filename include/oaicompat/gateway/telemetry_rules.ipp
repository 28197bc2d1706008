// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/field_names.hpp>
#include <oaicompat/gateway/service_rules.hpp>
#include <oaicompat/http/url.hpp>

#include <string>
#include <string_view>
#include <type_traits>

namespace oaicompat::inline v1::detail {

// `Table` is what reads a table of the file and notes its problems.
template <class Table>
void read_telemetry_words(Table& table, TelemetryRules& out) {
  std::string names = "both", temporality = "cumulative";
  table.read("names", names);
  if (names == "latest") {
    out.names = TelemetryNames::latest;
  } else if (names == "legacy") {
    out.names = TelemetryNames::legacy;
  } else if (names != "both") {
    table.problem(*table.find("names"), "\"names\" must be \"latest\", \"legacy\" or \"both\"");
  }
  table.read("temporality", temporality);
  if (temporality == "delta") {
    out.temporality = Temporality::delta;
  } else if (temporality != "cumulative") {
    table.problem(*table.find("temporality"), "\"temporality\" must be \"cumulative\" or \"delta\"");
  }
}

template <class Table>
void read_sampling(Table& table, TelemetryRules& out) {
  table.read("sample", out.sample, 1);
  table.read("always_errors", out.always_errors);
  std::string remote = "parent";
  table.read("remote_parent", remote);
  if (remote == "link") {
    out.remote_parent = RemoteParent::link;
  } else if (remote != "parent") {
    table.problem(*table.find("remote_parent"), "\"remote_parent\" must be \"parent\" or \"link\"");
  }
}

template <class Table>
void read_telemetry_headers(Table& headers, TelemetryRules& out) {
  for (const auto& entry : headers.table()) {
    auto& [name, place] = out.headers.emplace_back(entry.first.str(), "");
    headers.read(entry.first.str(), place);
    if (!is_field_name(name)) headers.problem(entry.second, "a field's name that is none");
    if (place.starts_with("env:") || place.starts_with("file:")) continue;
    headers.problem(entry.second, "a field's value must name a place, \"env:NAME\" or \"file:PATH\",");
  }
}

template <class Table>
void read_telemetry_rules(Table& table, TelemetryRules& out) {
  table.read("endpoint", out.endpoint);
  table.inside("headers", [&](Table& headers) { read_telemetry_headers(headers, out); });
  read_telemetry_words(table, out);
  table.read("traces", out.traces);
  table.read("metrics", out.metrics);
  read_sampling(table, out);
  table.read("service", out.service);
  const auto positive = [&](std::string_view key, auto& value) {
    table.read(key, value);
    if (value == std::remove_reference_t<decltype(value)>{}) table.wants(*table.find(key), key, "more than nothing");
  };
  positive("interval", out.interval);
  positive("metrics_interval", out.metrics_interval);
  positive("timeout", out.timeout);
  positive("max_batch", out.max_batch);
  table.read("give_up", out.give_up);
  table.read("end_within", out.end_within);
  table.read("max_queued", out.max_queued);
  if (out.endpoint.empty()) return table.problem(table.table(), "no \"endpoint\"");
  if (const auto url = parse_base_url(out.endpoint); !url || !url->query.empty()) {
    table.problem(*table.find("endpoint"), "\"endpoint\" must be \"http://host[:port][/path]\", or https,");
  }
}

}  // namespace oaicompat::inline v1::detail
