// Crowds that say little, and the health check beside them.
// SPDX-License-Identifier: MIT
#include "scale.hpp"

#include <oaicompat/layers/health.hpp>

#include <doctest/doctest.h>

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <string_view>
#include <transport/serving.hpp>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::stress;
using namespace std::chrono_literals;
using test::eventually;
using test::RawSocket;

namespace {

// An event stream that never ends: one that says nothing, or one that is always ready with more.
class Endless final : public Stream<Part> {
 public:
  enum class Says { nothing, everything };
  Endless(std::atomic<int>& live, Says says) : live_{live}, says_{says} { ++live_; }
  ~Endless() override { --live_; }
  Pull pull(Part& out) override {
    if (!std::exchange(headed_, true)) {
      out = Head{.headers = {{"content-type", "text/event-stream"}}};
    } else if (says_ == Says::nothing) {
      return Pull::wait;
    } else {
      out = "data: " + std::string(1000, '.') + "\n\n";
    }
    return Pull::some;
  }
  void when_ready(Wake) override {}

 private:
  std::atomic<int>& live_;
  const Says says_;
  bool headed_ = false;
};

// A server of threads with a health check, and streams by their path.
struct Crowded {
  explicit Crowded(std::size_t threads)
      : serving{stack({health({})},
                      [this](Request request) -> Answer {
                        if (request.path == "/whole") return json_answer(200, "{}");
                        const bool floods = request.path == "/flood";
                        return std::make_unique<Endless>(live,
                                                         floods ? Endless::Says::everything : Endless::Says::nothing);
                      }),
                {.max_threads = threads}} {}
  std::atomic<int> live = 0;
  test::Serving<HttplibServer> serving;
};

// As many descriptors as the process may have.
void take_all_descriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::vector<RawSocket> crowd(int port, int count, std::string_view each) {
  std::vector<RawSocket> sockets;
  for (int i = 0; i < count; ++i) {
    sockets.push_back(RawSocket::connect(port));
    sockets.back().send(each);
  }
  return sockets;
}

// How long the slowest of twenty callers waits for the health check, in ms, connecting included.
long long slowest_health(int port) {
  long long slowest = 0;
  for (int i = 0; i < 20; ++i) {
    const auto from = test::now();
    auto socket = RawSocket::connect(port);
    socket.send(test::get("/health"));
    CHECK(socket.read_answer().status == 200);
    slowest = std::max(slowest, test::ms_since(from));
  }
  return slowest;
}

void check_health(int port, std::string_view beside) {
  const auto slowest = test::best_of_five(100, [&] { return slowest_health(port); });
  MESSAGE("the slowest of 20 health checks beside " << beside << " took " << slowest << " ms");
  CHECK(slowest <= (sanitized ? 2000 : 100));
}

}  // namespace

TEST_CASE("a crowd that sends a byte each shuts nobody out of a server of threads") {
  take_all_descriptors();
  const auto count = scaled(1300, 400);
  Crowded s{static_cast<std::size_t>(count / 2)};
  const auto bytes = crowd(s.serving.port, count, "G");
  REQUIRE(eventually([&] { return s.serving.server.connections() == static_cast<std::size_t>(count); }, 60s));
  check_health(s.serving.port, std::to_string(count) + " connections of one byte");
  CHECK(s.serving.ask("POST /whole HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}").body == "{}");
}

TEST_CASE(
    "the health check answers beside streams on all threads, slow writers, slow readers and callers turned away") {
  take_all_descriptors();
  const auto streams = scaled(2000, 200), others = scaled(1300, 130);
  Crowded s{static_cast<std::size_t>(streams)};
  const auto port = s.serving.port;
  const auto floods = crowd(port, streams / 40, test::get("/flood"));  // which nobody reads
  const auto silent = crowd(port, streams - streams / 40, test::post("{}"));
  REQUIRE(eventually([&] { return s.live == streams; }, 60s));
  const auto bytes = crowd(port, others, "G");
  auto stalled = crowd(port, others / 10, "GET /health HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
  auto refused = crowd(port, others / 10, test::post("{}"));
  auto slow = crowd(port, others / 10, test::get("/silent"));
  check_health(port, std::to_string(streams) + " streams and " + std::to_string(others) + " connections of one byte");
  for (auto* crowded : {&stalled, &refused}) {
    for (auto& one : *crowded) CHECK(one.read_answer().status == 503);
  }
}
