// What the parts of oaicompat-gateway have in common.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/rules_file.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

namespace gateway_program {

/// The command line.
struct CommandLine {
  std::string config, state, host = "127.0.0.1";
  int port = 8082, drain_s = 10;
  std::size_t threads = 0;
  bool check = false;
  // explain
  std::string request;
  // calibrate
  std::string judge, labelled;
  // export and replay
  std::string log, schema = "oaicompat", format = "rows", to, key, model, target_model, target, tenant, outcome;
  std::optional<std::int64_t> status, since, until;
  std::size_t limit = 1'000;
};

inline int fail(const std::string& message) {
  fmt::print(stderr, "oaicompat-gateway: {}\n", message);
  return 1;
}

/// Prints where a request would go.
int explain(const oaicompat::RulesPtr& rules, const std::string& path);
/// Has a judge score labelled answers, and prints how far both agree; fails where it gave no score.
int calibrate(const oaicompat::RulesPtr& rules, const CommandLine& line);
/// Prints records of a log as lines of JSON.
int export_log(const CommandLine& line);
/// Sends requests of a log again, and prints how the answers differ; fails where one does.
int replay_log(const CommandLine& line);
/// Takes requests until it is told to end.
int serve(const std::shared_ptr<oaicompat::RulesFile>& file, const oaicompat::RulesPtr& rules, const CommandLine& line);

}  // namespace gateway_program
