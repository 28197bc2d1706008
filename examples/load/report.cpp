// SPDX-License-Identifier: MIT
#include "report.hpp"

#include <oaicompat/json/write.hpp>

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <string_view>

namespace load {

namespace {

struct Named {
  std::string_view title, name;
  Spread spread;
  std::size_t count;
};

std::array<Named, 4> spreads(const LoadResult& r) {
  return {{{"TTFT", "ttft", r.ttft.spread(), r.ttft.count()},
           {"TPOT", "tpot", r.tpot.spread(), r.tpot.count()},
           {"ITL", "itl", r.itl.spread(), r.itl.count()},
           {"E2EL", "e2el", r.e2el.spread(), r.e2el.count()}}};
}

}  // namespace

std::string table(const LoadResult& result) {
  std::string out;
  const auto put = [&](std::string_view name, const std::string& value) {
    fmt::format_to(std::back_inserter(out), "{:<26}{:>14}\n", name, value);
  };
  put("Successful requests", std::to_string(result.successful));
  put("Failed requests", std::to_string(result.failed));
  for (const auto& [reason, count] : result.failures)
    fmt::format_to(std::back_inserter(out), "  {} x {}\n", count, reason);
  if (result.dropped > 0) put("Dropped requests", std::to_string(result.dropped));
  put("Benchmark duration", fmt::format("{:.2f} s", result.seconds()));
  put("Output tokens", std::to_string(result.output_tokens));
  put("Request throughput", fmt::format("{:.2f} /s", result.request_throughput()));
  put("Output token throughput", fmt::format("{:.2f} /s", result.output_throughput()));
  if (result.successful == 0) return out;
  fmt::format_to(std::back_inserter(out), "\n{:<10}{:>12}{:>12}{:>12}{:>12}\n", "ms", "mean", "median", "p90", "p99");
  for (const auto& [title, name, spread, count] : spreads(result)) {
    if (count == 0) continue;
    fmt::format_to(std::back_inserter(out), "{:<10}{:>12.2f}{:>12.2f}{:>12.2f}{:>12.2f}\n", title, spread.mean,
                   spread.median, spread.p90, spread.p99);
  }
  return out;
}

std::string json(const LoadResult& result) {
  auto out = fmt::format(R"({{"completed":{},"failed":{},"dropped":{},"duration":{:.6f},"total_output_tokens":{},)"
                         R"("request_throughput":{:.6f},"output_throughput":{:.6f})",
                         result.successful, result.failed, result.dropped, result.seconds(), result.output_tokens,
                         result.request_throughput(), result.output_throughput());
  for (const auto& [title, name, spread, count] : spreads(result)) {
    fmt::format_to(std::back_inserter(out),
                   R"(,"mean_{0}_ms":{1:.4f},"median_{0}_ms":{2:.4f},"p90_{0}_ms":{3:.4f},"p99_{0}_ms":{4:.4f})", name,
                   spread.mean, spread.median, spread.p90, spread.p99);
  }
  out += R"(,"failures":{)";
  for (auto separator = ""; const auto& [reason, count] : result.failures) {
    oaicompat::Bytes quoted;
    oaicompat::write_quoted(quoted, reason);
    fmt::format_to(std::back_inserter(out), "{}{}:{}", std::exchange(separator, ","), std::string_view{quoted}, count);
  }
  return out + "}}";
}

std::string line(const Progress& p) {
  return fmt::format("{} started, {} running, {} successful, {} failed, {} output tokens", p.started, p.running,
                     p.successful, p.failed, p.output_tokens);
}

}  // namespace load
