// What a gateway's exact hit of an answer of 1 KB takes, from the request to the answer's end, beside the look at its
// body.
// SPDX-License-Identifier: MIT
#include "bench.hpp"

#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/gateway.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace bench {
namespace {

using namespace oaicompat;

constexpr const char* cached_rules = R"(
[targets.near]
base_url = "http://127.0.0.1/v1"
[[routes]]
use = [{ target = "near" }]
cache = {}
)";

std::string cached_body() {
  return R"({"model":"gpt-4o-mini","temperature":0,"messages":[{"role":"system","content":")" + std::string(200, 's') +
         R"("},{"role":"user","content":")" + std::string(250, 'u') + R"("}],"max_tokens":100})";
}
Bytes kilobyte_answer() {
  return R"({"id":"c","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"message":)"
         R"({"role":"assistant","content":")" +
         std::string(760, 'a') +
         R"("},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":190,)"
         R"("total_tokens":290}})";
}

}  // namespace

void measure_cache(const Options& options, Report& report) {
  if (!options.wants("gateway_cache")) return;
  std::uint64_t upstream = 0, bytes = 0;
  const auto gateway =
      Gateway::create(read_rules(cached_rules).value(), {.connect = [&](const Target&, const std::string&) -> Handler {
                        return [&](const Request&) {
                          ++upstream;
                          return json_answer(200, kilobyte_answer());
                        };
                      }})
          .value();
  const auto handler = gateway.handler();
  const auto text = cached_body();
  const auto once = [&] {
    auto answer = handler({.method = "POST", .path = "/v1/chat/completions", .body = Bytes{text}});
    for (Part part; answer->pull(part) == Pull::some;) {
      if (const auto* piece = std::get_if<Bytes>(&part)) bytes += piece->size();
    }
  };
  once();
  const auto hitting = [&] { return nanoseconds_each(options.scaled(20'000), once); };
  const auto looking = [&] {
    return nanoseconds_each(options.scaled(20'000), [&] { bytes += look_at(text).affinity; });
  };
  report.add(in_pairs("gateway_cache_hit", "ns", options.runs(), hitting, looking));
  const auto asking = [&] { return static_cast<double>(upstream - 1); };
  report.add(in_pairs("gateway_cache_hit_upstream_calls", "", 1, asking, [] { return 0.0; }));
}

}  // namespace bench
