// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/anthropic/models.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::vector<AnthropicModelRules> anthropic_model_rules() {
  struct Row {
    const char* name;
    std::int64_t max_tokens;
    // b budget, a adaptive, d can be disabled, f forced tool, s sampling, e effort, x xhigh, j schema, m late system,
    // p prefill
    std::string_view takes;
  };
  constexpr Row rows[] = {
      {"sonnet-5-5", 128'000, "aexjm"}, {"opus-5-5", 128'000, "aexjm"},    {"fable-5-1", 128'000, "aexjm"},
      {"fable-5-2", 128'000, "aexjm"},  {"fable-5", 128'000, "afexjm"},    {"haiku-5-5", 128'000, "adfexjm"},
      {"opus-5", 128'000, "badfexjm"},  {"sonnet-5", 128'000, "badfexjm"}, {"opus-4-8", 128'000, "adfexjm"},
      {"opus-4-7", 128'000, "adfexj"},  {"opus-4-6", 128'000, "badfsej"},  {"sonnet-4-6", 128'000, "badfsej"},
      {"opus-4-5", 64'000, "bdfsjp"},   {"sonnet-4-5", 64'000, "bdfsjp"},  {"haiku-4-5", 64'000, "bdfsjp"},
      {"opus-4-1", 32'000, "bdfsjp"},   {"sonnet-4", 64'000, "bdfsp"},     {"opus-4", 32'000, "bdfsp"},
      {"claude-3-7", 64'000, "bdfsp"},  {"claude-3", 4'096, "fsp"},        {"claude-2", 4'096, "sp"},
  };
  std::vector<AnthropicModelRules> out;
  for (const auto& row : rows) {
    const auto takes = [&](char what) { return row.takes.find(what) != row.takes.npos; };
    out.push_back({.name = row.name,
                   .max_tokens = row.max_tokens,
                   .budget = takes('b'),
                   .adaptive = takes('a'),
                   .can_disable = takes('d'),
                   .forced_tool = takes('f'),
                   .sampling = takes('s'),
                   .effort = takes('e'),
                   .xhigh = takes('x'),
                   .schema = takes('j'),
                   .late_system = takes('m'),
                   .prefill = takes('p')});
  }
  return out;
}

OAICOMPAT_INLINE AnthropicModelRules rules_for(const std::vector<AnthropicModelRules>& rules, std::string_view model) {
  for (const auto& each : rules) {
    if (model.find(each.name) != model.npos) return each;
  }
  return {};
}

}  // namespace oaicompat::inline v1
