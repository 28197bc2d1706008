// What a proxy adds, in both of its modes: latency, processor time, memory, and how soon it passes on that a caller
// left.
// SPDX-License-Identifier: MIT
#include "bench.hpp"
#include "leave.hpp"
#include "load_generator.hpp"
#include "process.hpp"
#include "requests.hpp"

#include <oaicompat/api/serve.hpp>
#include <oaicompat/transport/asio/server.hpp>

#include <algorithm>

namespace bench {
namespace {

std::string whole_request() {
  auto body = small_request();
  body.replace(body.find("\"stream\":true"), 13, "\"stream\":false");
  return chat_request(body);
}
std::vector<std::string> words_for(const std::string& mode, int upstream) {
  return {"--upstream", "http://127.0.0.1:" + std::to_string(upstream) + "/v1", "--mode", mode, "--port", "0"};
}

class ProxyBench {
 public:
  ProxyBench(std::string mode, const Options& options, Report& report)
      : mode_{std::move(mode)}, options_{options}, report_{report} {}

  void run() {
    if (wants("added") || wants("cpu") || wants("rss")) requests();
    if (wants("streams")) streams();
    if (wants("cancel")) cancel();
  }

 private:
  std::string named(const std::string& what) const { return "proxy_" + mode_ + "_" + what; }
  bool wants(const std::string& what) const { return options_.wants(named(what)); }
  // A target stands where a baseline would.
  void add(const std::string& what, const char* unit, std::vector<double> values, double target) {
    const auto value = median(values);
    report_.add({named(what), value, target, value / target, unit, static_cast<int>(values.size())});
  }

  // A thousand a second, each asked when it is due: through the proxy, and straight at the server behind it.
  void requests() {
    const Process beast{std::string{OAICOMPAT_BENCH_SERVERS} + "/bench-bare-beast"};
    const Process proxy{OAICOMPAT_BENCH_PROXY, words_for(mode_, beast.port())};
    const auto load = [&](const Process& server) {
      return generate_load({.port = server.port(),
                            .request = whole_request(),
                            .connections = 64,
                            .answers = options_.quick ? 1'000u : 5'000u,
                            .rate = 1'000});
    };
    load(proxy);
    std::vector<double> p50, p99, cpu, bare;
    for (int i = 0; i < options_.runs(); ++i) {
      auto before = beast.cpu_seconds();
      auto straight = load(beast);
      bare.push_back((beast.cpu_seconds() - before) * 1e6 / static_cast<double>(straight.answered));
      before = proxy.cpu_seconds();
      auto through = load(proxy);
      cpu.push_back((proxy.cpu_seconds() - before) * 1e6 / static_cast<double>(through.answered));
      if (through.failed + straight.failed > 0) cpu.back() = -1;
      p50.push_back(percentile(through.latencies_us, 0.5) - percentile(straight.latencies_us, 0.5));
      p99.push_back(percentile(through.latencies_us, 0.99) - percentile(straight.latencies_us, 0.99));
    }
    add("added_p50", "us (beside the target)", p50, 100);
    add("added_p99", "us (beside the target)", p99, 1'000);
    std::vector<double> ratios;
    for (std::size_t i = 0; i < cpu.size(); ++i) ratios.push_back(cpu[i] / bare[i]);
    report_.add({named("cpu_vs_beast"), median(cpu), median(bare), median(ratios), "us a request", options_.runs()});
    add("rss", "MB (beside the target)", {static_cast<double>(proxy.resident_bytes()) / 1e6}, 20);
  }

  void streams() {
    const std::size_t count = options_.quick ? 500 : 5'000;
    const int chunks = 40;
    auto body = small_request();
    body.replace(body.find("user-1234567890"), 15, "timed " + std::to_string(chunks));
    std::vector<double> lost, bytes;
    for (int i = 0; i < (options_.quick ? 1 : 3); ++i) {
      const Process beast{std::string{OAICOMPAT_BENCH_SERVERS} + "/bench-bare-beast"};
      const Process proxy{OAICOMPAT_BENCH_PROXY, words_for(mode_, beast.port())};
      const auto idle = proxy.resident_bytes();
      auto busy = idle;
      const auto result = generate_load({.port = proxy.port(),
                                         .request = chat_request(body),
                                         .connections = count,
                                         .answers = count,
                                         .connect_over = std::chrono::seconds{2}},
                                        [&] { busy = proxy.resident_bytes(); });
      lost.push_back(static_cast<double>(count * chunks - result.events + result.out_of_order + result.failed));
      bytes.push_back(static_cast<double>(busy - idle) / static_cast<double>(count));
    }
    report_.add({named("streams_lost"), median(lost), 0, 0, "events", static_cast<int>(lost.size())});
    add("streams_rss", "bytes a stream (beside the target)", bytes, 16 << 10);
  }

  void cancel() {
    Engine engine;
    AsioServer upstream{serve(engine.backend())};
    const auto port = upstream.start();
    if (!port) return;
    const Process proxy{OAICOMPAT_BENCH_PROXY, words_for(mode_, *port)};
    const auto request = chat_request(small_request());
    std::vector<double> took;
    for (std::size_t i = 0; i < options_.scaled(500); ++i) took.push_back(leave_once(engine, proxy.port(), request));
    const bool all = *std::min_element(took.begin(), took.end()) >= 0;
    add("cancel_p99", "ms to the upstream (beside the target)", {all ? percentile(took, 0.99) : -1}, 50);
    upstream.stop(std::chrono::milliseconds{0});
  }

  const std::string mode_;
  const Options& options_;
  Report& report_;
};

}  // namespace

void measure_proxy(const Options& options, Report& report) {
  for (const char* mode : {"bytes", "typed"}) ProxyBench{mode, options, report}.run();
}

}  // namespace bench
