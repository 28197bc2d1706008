// What rules say of a gateway's log and of its calls for administrators.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// How much of a request is logged.
enum class LogLevel : std::uint8_t {
  none,      ///< Nothing.
  metadata,  ///< Who, what, when, where, how long and how many tokens; never what was said.
  bodies,    ///< The bodies of request and answer as well, redacted.
};

/// What is taken out of what is logged.
struct RedactRules {
  /// Request header fields that are logged, with `bodies`; all others are not. Default these.
  std::vector<std::string> headers{"content-type", "user-agent", "x-stainless-retry-count"};
  /// Members of JSON bodies, at any depth, whose values are taken out. Default none.
  std::vector<std::string> members{};
  /// Words that are taken out: `keys` (`sk-...`, `AKIA...`, tokens of three parts), `email`, `card`, `ipv4`, or a glob
  /// such as `acct-*`. Default `keys`.
  std::vector<std::string> patterns{"keys"};
};

/// How a gateway logs.
struct LogRules {
  std::string file{};  ///< An SQLite database. Default none: nothing is logged.
  /// In its place a PostgreSQL database, which gateways may share: `postgresql://...`, `env:NAME` or `file:PATH`.
  std::string url{};
  std::string schema = "oaicompat";     ///< Of the tables in that database. Default `oaicompat`.
  LogLevel level = LogLevel::metadata;  ///< Default `metadata`.
  std::int64_t max_queued = 10'000;     ///< Requests that wait to be written; later ones are dropped. Default 10,000.
  std::int64_t max_queued_bytes = 64 << 20;  ///< Of their bodies. Default 64 MiB.
  std::int64_t max_body = 1 << 20;           ///< What is logged of a body, in bytes. Default 1 MiB.
  std::int64_t keep_days = 30;               ///< How long rows are kept. Default 30 days; 0 for ever.
  std::int64_t keep_rows = 1'000'000;        ///< How many requests are kept. Default a million; 0 all.
  RedactRules redact{};
};

/// Where administrators call.
struct AdminRules {
  std::string key{};               ///< `env:NAME` or `file:PATH`. Default none: there are no such calls.
  std::string host = "127.0.0.1";  ///< The address to listen on. Default loopback alone.
  std::int64_t port = 8083;        ///< Default 8083; 0 for any that is free.
};

/// By which names telemetry tells what the conventions for generative AI name anew.
enum class TelemetryNames : std::uint8_t {
  latest,  ///< `gen_ai.client.inference.*`, `gen_ai.provider.name`.
  legacy,  ///< `gen_ai.client.operation.duration`, `gen_ai.client.token.usage`, `gen_ai.system`.
  both,
};

/// What the values of metrics are counted from.
enum class Temporality : std::uint8_t {
  cumulative,  ///< From the gateway's start on.
  delta,       ///< From the export before. What an export loses is not told again.
};

/// What a caller's span is to the gateway's.
enum class RemoteParent : std::uint8_t {
  parent,  ///< Its parent: the caller's trace goes on.
  link,    ///< Linked to it: each request is a trace of its own.
};

/// Where spans and metrics are sent to, as OTLP over HTTP in JSON. What was said is never part of them.
struct TelemetryRules {
  std::string endpoint{};  ///< `http://127.0.0.1:4318`, before `/v1/traces` and `/v1/metrics`. Default none: nothing.
  /// Fields of each export: a name, and `env:NAME` or `file:PATH`. Default none.
  std::vector<std::pair<std::string, std::string>> headers{};
  TelemetryNames names = TelemetryNames::both;        ///< Default both.
  Temporality temporality = Temporality::cumulative;  ///< Default cumulative.
  bool traces = true;                                 ///< Whether spans are sent. Default yes.
  bool metrics = true;                                ///< Whether metrics are sent. Default yes.
  double sample = 1;  ///< The share of traces that begin here whose spans are sent. Default 1: all.
  RemoteParent remote_parent = RemoteParent::parent;  ///< Default the caller's trace goes on.
  bool always_errors = false;  ///< Failed requests are sent although their callers do not sample. Default no.
  std::string service = "oaicompat-gateway";                              ///< `service.name`. Default the program's.
  std::chrono::milliseconds interval = std::chrono::seconds{5};           ///< Between spans. Default 5 s.
  std::chrono::milliseconds metrics_interval = std::chrono::seconds{60};  ///< Between metrics. Default 60 s.
  std::chrono::milliseconds timeout = std::chrono::seconds{10};           ///< Of one try of an export. Default 10 s.
  std::chrono::milliseconds give_up = std::chrono::seconds{30};    ///< When an export is not tried again. Default 30 s.
  std::chrono::milliseconds end_within = std::chrono::seconds{5};  ///< What the end may wait for exports. Default 5 s.
  std::int64_t max_queued = 10'000;  ///< Spans that wait, and reports; later ones are dropped. Default 10,000 each.
  std::int64_t max_batch = 512;      ///< Spans of one export. Default 512.
};

}  // namespace oaicompat::inline v1
