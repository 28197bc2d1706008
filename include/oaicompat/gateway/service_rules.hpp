// What rules say of a gateway's log and of its calls for administrators.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
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
  std::string file{};                   ///< An SQLite database. Default none: nothing is logged.
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

}  // namespace oaicompat::inline v1
