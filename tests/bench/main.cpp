// oaicompat-bench [--json] [--quick] [--only NAME]: measures the library beside baselines, in one run.
// SPDX-License-Identifier: MIT
#include "bench.hpp"

#include <oaicompat/config.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <new>

namespace {
thread_local std::uint64_t allocation_count = 0;
}

void* operator new(std::size_t size) {
  ++allocation_count;
  if (void* p = std::malloc(size)) return p;
  throw std::bad_alloc{};
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

namespace bench {

std::uint64_t allocations() { return allocation_count; }

void Report::add(const Measure& m) {
  if (options_.json) {
    fmt::print("{{\"name\":\"{}\",\"ours\":{:.6g},\"baseline\":{:.6g},\"ratio\":{:.4g},\"unit\":\"{}\",\"n\":{}}}\n",
               m.name, m.ours, m.baseline, m.ratio, m.unit, m.n);
  } else {
    if (!headed_) fmt::print("{:>8}  {:<44} {:>12} {:>12}  {}\n", "ratio", "measure", "ours", "baseline", "unit");
    headed_ = true;
    fmt::print("{:>8.3f}  {:<44} {:>12.4g} {:>12.4g}  {}\n", m.ratio, m.name, m.ours, m.baseline, m.unit);
  }
  std::fflush(stdout);
}

}  // namespace bench

int main(int argc, char** argv) {
  bench::Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word{argv[i]};
    if (word == "--json") {
      options.json = true;
    } else if (word == "--quick") {
      options.quick = true;
    } else if (word == "--only" && i + 1 < argc) {
      options.only = argv[++i];
    } else {
      fmt::print(stderr, "usage: oaicompat-bench [--json] [--quick] [--only NAME]\n");
      return 2;
    }
  }
  bench::Report report{options};
  bench::measure_json(options, report);
  bench::measure_items(options, report);
  bench::measure_chunks(options, report);
  bench::measure_parsers(options, report);
  bench::measure_routes(options, report);
#if OAICOMPAT_GATEWAY
  bench::measure_decisions(options, report);
  bench::measure_cache(options, report);
  bench::measure_semantic(options, report);
  bench::measure_evaluation(options, report);
#endif
#if OAICOMPAT_HNSW && OAICOMPAT_SQLITE
  bench::measure_search(options, report);
#endif
  bench::measure_servers(options, report);
#if OAICOMPAT_ASIO
  bench::measure_calls(options, report);
#endif
  bench::measure_leaving(options, report);
#ifdef OAICOMPAT_BENCH_PROXY
  bench::measure_proxy(options, report);
#endif
#if defined(OAICOMPAT_BENCH_GATEWAY) && defined(OAICOMPAT_BENCH_PROXY)
  bench::measure_gateway(options, report);
#ifdef OAICOMPAT_BENCH_REDIS
  bench::measure_redis_limits(options, report);
#endif
#endif
  bench::measure_includes(options, report);
}
