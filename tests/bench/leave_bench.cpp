// How soon an engine hears that its caller has left, and how soon the demo server answers.
// SPDX-License-Identifier: MIT
#include "bench.hpp"
#include "leave.hpp"
#include "load_generator.hpp"
#include "process.hpp"
#include "requests.hpp"

#include <oaicompat/server.hpp>
#include <oaicompat/transport/httplib/server.hpp>
#if OAICOMPAT_ASIO
#include <oaicompat/transport/asio/server.hpp>
#endif

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace bench {
namespace {

using namespace oaicompat;
using SteadyClock = std::chrono::steady_clock;

void measure_leave(const std::string& name, Listener& server, Engine& engine, const Options& options, Report& report) {
  const auto port = server.start();
  if (!port) return;
  auto whole = small_request();
  whole.replace(whole.find("\"stream\":true"), 13, "\"stream\":false");
  for (const auto& [form, body] : {std::pair{"streamed", small_request()}, std::pair{"whole", whole}}) {
    const auto full = name + "_" + form + "_p99";
    if (!options.wants(full)) continue;
    std::vector<double> took;
    const auto request = chat_request(body);
    for (std::size_t i = 0; i < options.scaled(500); ++i) took.push_back(leave_once(engine, *port, request));
    const double target = 50;
    const auto p99 = took.empty() || *std::min_element(took.begin(), took.end()) < 0 ? -1 : percentile(took, 0.99);
    report.add({full, p99, target, p99 / target, "ms (beside the target)", static_cast<int>(took.size())});
  }
  server.stop(std::chrono::milliseconds{0});
}

// --- the demo server -----------------------------------------------------------------------------------------------

void measure_demo(const Options& options, Report& report) {
  const std::string demo = OAICOMPAT_BENCH_DEMO;
  if (demo.empty()) return;
  auto request = chat_request(R"({"model":"demo","messages":[{"role":"user","content":"Hello"}]})");
  for (const std::string transport : {"httplib", "asio"}) {
    const auto start_name = "start_" + transport, rss_name = "idle_rss_" + transport;
    std::vector<double> start, rss;
    if (!options.wants(start_name) && !options.wants(rss_name)) continue;
    for (int i = 0; i < options.runs(); ++i) {
      const auto begun = SteadyClock::now();
      const Process server{demo, {"--port", "0", "--transport", transport}};
      rss.push_back(static_cast<double>(server.resident_bytes()) / 1e6);
      const auto result = generate_load({.port = server.port(), .request = request, .connections = 1, .answers = 1});
      start.push_back(
          result.failed > 0 ? -1 : std::chrono::duration<double, std::milli>(SteadyClock::now() - begun).count());
    }
    const auto add = [&](const std::string& name, std::vector<double> values, double target, const char* unit) {
      if (options.wants(name))
        report.add({name, median(values), target, median(values) / target, unit, options.runs()});
    };
    add(start_name, start, 50, "ms to the first answer (beside the target)");
    add(rss_name, rss, 10, "MB before the first request (beside the target)");
  }
  if (options.wants("demo_size")) {
    const auto megabytes = [](const std::string& file) {
      return static_cast<double>(std::filesystem::file_size(file)) / 1e6;
    };
    const auto ours = megabytes(demo),
               skeleton = megabytes(std::string{OAICOMPAT_BENCH_SERVERS} + "/bench-bare-httplib");
    report.add(
        {"demo_size", ours, skeleton, ours / skeleton, "MB (beside one chat endpoint over httplib and nlohmann)", 1});
  }
}

}  // namespace

void measure_leaving(const Options& options, Report& report) {
  const auto wanted = [&](const std::string& name) {
    return options.wants(name + "_streamed_p99") || options.wants(name + "_whole_p99");
  };
  Engine engine;
  if (wanted("httplib_leave")) {
    HttplibServer server{serve(engine.backend())};
    measure_leave("httplib_leave", server, engine, options, report);
  }
#if OAICOMPAT_ASIO
  if (wanted("asio_leave")) {
    AsioServer server{serve(engine.backend())};
    measure_leave("asio_leave", server, engine, options, report);
  }
#endif
  measure_demo(options, report);
}

}  // namespace bench
