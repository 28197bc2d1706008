// How soon an engine hears that its caller has left, and how soon the demo server answers.
// SPDX-License-Identifier: MIT
#include "bench.hpp"
#include "crowd.hpp"
#include "process.hpp"
#include "requests.hpp"

#include <oaicompat/server.hpp>
#include <oaicompat/transport/httplib_server.hpp>
#if OAICOMPAT_ASIO
#include <oaicompat/transport/asio_server.hpp>
#endif

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>

namespace bench {
namespace {

using namespace oaicompat;
using SteadyClock = std::chrono::steady_clock;

// When the engine has begun, and when it was told to stop.
class Engine {
 public:
  Backend backend() {
    Backend out;
    out.on<CreateChatCompletion>(
        [this](const Parsed<ChatRequest>& request, Context context) -> StreamPtr<Event<CreateChatCompletion>> {
          return std::make_unique<Waits>(*this, std::move(context), request->stream.value_or(false));
        });
    return out;
  }
  bool wait_begun() { return wait(begun_); }
  bool wait_told() { return wait(told_); }
  SteadyClock::time_point told_at() const { return told_at_; }
  void reset() { begun_ = told_ = false; }

 private:
  // One chunk where it streams, then nothing until the stop.
  class Waits final : public Stream<Event<CreateChatCompletion>> {
   public:
    Waits(Engine& engine, Context context, bool streamed)
        : engine_{engine}, streamed_{streamed}, on_stop_{context.stop, [&engine] { engine.tell(engine.told_); }} {}
    Pull pull(Event<CreateChatCompletion>& out) override {
      if (std::exchange(streamed_, false)) {
        auto& chunk = out.emplace<0>();
        chunk.choices.emplace_back().delta.content = Text{"word"};
        return Pull::some;
      }
      engine_.tell(engine_.begun_);
      return Pull::wait;
    }
    void when_ready(Wake) override {}

   private:
    Engine& engine_;
    bool streamed_;
    std::stop_callback<std::function<void()>> on_stop_;
  };

  void tell(bool& what) {
    std::lock_guard lock{mutex_};
    if (!std::exchange(what, true)) told_at_ = SteadyClock::now();
    changed_.notify_all();
  }
  bool wait(bool& what) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds{5}, [&] { return what; });
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool begun_ = false, told_ = false;
  SteadyClock::time_point told_at_{};
};

// Milliseconds from the caller's close to the engine's stop; negative when it never came.
double leave_once(Engine& engine, int port, const std::string& request) {
  engine.reset();
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool asked = ::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0 &&
                     ::send(socket, request.data(), request.size(), MSG_NOSIGNAL) > 0 && engine.wait_begun();
  const auto left = SteadyClock::now();
  ::close(socket);
  if (!asked || !engine.wait_told()) return -1;
  return std::chrono::duration<double, std::milli>(engine.told_at() - left).count();
}

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
      const auto result = run_crowd({.port = server.port(), .request = request, .connections = 1, .answers = 1});
      start.push_back(
          result.failed > 0 ? -1 : std::chrono::duration<double, std::milli>(SteadyClock::now() - begun).count());
      rss.push_back(static_cast<double>(server.resident_bytes()) / 1e6);
    }
    const auto add = [&](const std::string& name, std::vector<double> values, double target, const char* unit) {
      if (options.wants(name))
        report.add({name, median(values), target, median(values) / target, unit, options.runs()});
    };
    add(start_name, start, 50, "ms to the first answer (beside the target)");
    add(rss_name, rss, 10, "MB (beside the target)");
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
