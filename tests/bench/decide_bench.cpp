// How long the decision of a gateway takes with 100 rules and 50 targets, beside the look at a body of 600 bytes.
// SPDX-License-Identifier: MIT
#include "bench.hpp"

#include <oaicompat/gateway/decide.hpp>

#include <cstdint>
#include <string>

namespace bench {
namespace {

using namespace oaicompat;

// The last route takes the request, and all targets stand in it.
Rules hundred_rules() {
  Rules rules;
  for (std::uint32_t i = 0; i < 50; ++i) {
    rules.targets.push_back({.name = "target-" + std::to_string(i), .base_url = "http://127.0.0.1/v1"});
  }
  for (int i = 0; i < 100; ++i) {
    auto& route = rules.routes.emplace_back();
    route.match.model = i == 99 ? "gpt-*" : "model-" + std::to_string(i) + "-*";
    route.strategy = Strategy::affinity;
    for (std::uint32_t target = 0; target < 50; ++target) route.use.push_back({.target = target});
  }
  return rules;
}

std::string body() {
  return R"({"model":"gpt-4o-mini","stream":true,"messages":[{"role":"system","content":")" + std::string(200, 's') +
         R"("},{"role":"user","content":")" + std::string(250, 'u') + R"("}],"max_tokens":100})";
}

}  // namespace

void measure_decisions(const Options& options, Report& report) {
  if (!options.wants("gateway_decide")) return;
  const auto rules = hundred_rules();
  const auto text = body();
  const HealthView health(rules.targets.size());
  Plan plan;
  std::uint64_t round = 0;
  auto asked = look_at(text);
  const auto once = [&] {
    asked.affinity = detail::mix_hash(++round, 1);
    decide(asked, rules, health, plan);
  };
  const auto deciding = [&] { return nanoseconds_each(options.scaled(20'000), once); };
  const auto looking = [&] {
    return nanoseconds_each(options.scaled(20'000), [&] { round += look_at(text).affinity; });
  };
  report.add(in_pairs("gateway_decide", "ns", options.runs(), deciding, looking));
  const auto allocating = [&] { return allocations_of(once); };
  report.add(in_pairs("gateway_decide_allocations", "", options.runs(), allocating, [] { return 0.0; }));
}

}  // namespace bench
