// The command of oaicompat-gateway that holds a judge against people's scores: calibrate.
// SPDX-License-Identifier: MIT
#include "in_dialect.hpp"
#include "program.hpp"

#include <oaicompat/gateway/calibration.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/transport/asio/client.hpp>

#include <algorithm>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace gateway_program {

using namespace oaicompat;

namespace {

struct LabelledLine {
  std::size_t number = 0;
  LabelledAnswer answer{};
};

// Every line that is not empty; the first malformed one is an error that names it.
Result<std::vector<LabelledLine>> read_labelled_lines(const JudgeRule& rule, const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return local_error(ErrorKind::invalid_argument, "Cannot read " + path + ".");
  std::vector<LabelledLine> out;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    auto read = read_labelled_answer(rule, line);
    if (!read)
      return local_error(ErrorKind::parse, fmt::format("{}:\nline {}: {}", path, number, read.error().message));
    out.push_back({number, *std::move(read)});
  }
  if (out.empty()) return local_error(ErrorKind::invalid_argument, path + " has no labelled answers.");
  return out;
}

}  // namespace

int calibrate(const RulesPtr& rules, const CommandLine& line) {
  const auto& all = rules->judges;
  const auto rule = std::find_if(all.begin(), all.end(), [&](auto& each) { return each.name == line.judge; });
  if (rule == all.end()) return fail(fmt::format("The rules have no judge \"{}\".", line.judge));
  const auto labelled = read_labelled_lines(*rule, line.labelled);
  if (!labelled) return fail(labelled.error().message);
  const auto connect = [](const Target& target, const std::string& key) {
    return in_dialect(asio_client({.origin = target.base_url, .connect_timeout = target.connect_timeout}), target, key);
  };
  const auto gateway = Gateway::create(rules, {.connect = connect});
  if (!gateway) return fail(gateway.error().message);
  std::vector<ScoredPair> pairs;
  for (const auto& [number, answer] : *labelled) {
    const auto score = gateway->judge(rule->name, answer.request, answer.answer);
    if (score) {
      pairs.push_back({.judged = score->score, .labelled = answer.label});
    } else {
      (void)fail(fmt::format("{}: line {}: {}", line.labelled, number, score.error().message));
    }
  }
  fmt::print("{}\n", agreement_json(*rule, judge_agreement(pairs)));
  return pairs.size() == labelled->size() ? 0 : 1;
}

}  // namespace gateway_program
