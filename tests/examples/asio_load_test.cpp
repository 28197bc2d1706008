// SPDX-License-Identifier: MIT
#include "load/load.hpp"
#include "load/report.hpp"

#include <oaicompat/transport/asio/server.hpp>

#include <doctest/doctest.h>

#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <mutex>
#include <set>
#include <stress/numbered.hpp>
#include <string>
#include <transport/scripted.hpp>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace {

struct CountingServer : stress::Numbered<AsioServer> {
  CountingServer() : Numbered{AsioServerOptions{}} {}
  load::LoadOptions options(std::int64_t events) const {
    return {.base_url = stress::base_url(port), .model = "count", .max_tokens = events};
  }
};

load::LoadResult loaded(const load::LoadOptions& options) {
  const auto result = load::run_load(options);
  REQUIRE(result.has_value());
  return *result;
}

// The body of the request that comes.
std::string read_body(test::RawSocket& socket) {
  const auto head = socket.read_until("\r\n\r\n");
  const auto at = head.find("Content-Length: ");
  return at == std::string::npos ? "" : socket.read_exactly(std::stoull(head.substr(at + 16)));
}

// The load of a server that answers every request with these bytes.
load::LoadResult loaded_with(const std::string& answer) {
  test::Scripted server{[&](test::RawSocket& socket, int) {
    read_body(socket);
    socket.send(answer);
  }};
  return loaded({.base_url = stress::base_url(server.listener.port()), .model = "m", .requests = 3});
}
std::string streamed(const std::string& events) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + events;
}
std::string chunk(std::string_view choices, std::string_view more = "") {
  return R"(data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[)" +
         std::string{choices} + "]" + std::string{more} + "}\n\n";
}
std::string text_chunk(std::string_view text, std::string_view finish = "null") {
  return chunk(R"({"index":0,"delta":{"content":")" + std::string{text} + R"("},"finish_reason":)" +
               std::string{finish} + "}");
}

// The status with which the program ends.
int status_of(const std::string& arguments) {
  const int status = std::system((OAICOMPAT_LOAD " " + arguments + " >/dev/null 2>&1").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("a percentile lies straight between its neighbours") {
  const std::vector<float> values{1, 2, 3, 4};
  CHECK(load::percentile(values, 0) == 1);
  CHECK(load::percentile(values, 0.5) == 2.5);
  CHECK(load::percentile(values, 0.9) == doctest::Approx(3.7));
  CHECK(load::percentile(values, 1) == 4);
  CHECK(load::percentile(std::vector<float>{7}, 0.99) == 7);
  CHECK(load::percentile({}, 0.5) == 0);
}

TEST_CASE("times are summed up in milliseconds, in whatever order they came") {
  load::Times times;
  CHECK(times.spread() == load::Spread{});
  for (const auto time : {300ms, 100ms, 200ms}) times.add(time);
  CHECK(times.spread().mean == doctest::Approx(200));
  CHECK(times.spread().median == doctest::Approx(200));
  CHECK(times.spread().p90 == doctest::Approx(280));
}

TEST_CASE("even starts keep their distance, and Poisson's keep it on average and come again with their seed") {
  load::Schedule even{load::Arrivals::even, 100, 5ms, 1};
  for (const auto start : {5ms, 15ms, 25ms}) {
    CHECK(std::chrono::round<std::chrono::microseconds>(even.next()) == start);
    even.advance();
  }
  load::Schedule poisson{load::Arrivals::poisson, 100, 0ms, 7}, again{load::Arrivals::poisson, 100, 0ms, 7};
  constexpr int count = 100'000;
  int longer = 0;  // than the mean: a share of 1/e
  for (int i = 0; i < count; ++i) {
    const auto before = poisson.next();
    poisson.advance();
    again.advance();
    longer += poisson.next() - before > 10ms;
  }
  CHECK(poisson.next() == again.next());
  CHECK(std::chrono::duration<double>{poisson.next()}.count() == doctest::Approx(count / 100.0).epsilon(0.02));
  CHECK(longer / double{count} == doctest::Approx(std::exp(-1)).epsilon(0.02));
}

TEST_CASE("a closed loop makes all its requests, no more at once than it may, and sees every piece in order") {
  CountingServer server;
  auto options = server.options(5);
  options.streams = 7;
  options.requests = 50;
  options.threads = 3;
  std::mutex mutex;
  std::map<std::size_t, std::string> texts;
  std::set<std::size_t> ended;
  int most = 0;
  options.on_text = [&](std::size_t request, std::string_view text) {
    std::lock_guard lock{mutex};
    texts[request] += text;
    most = std::max(most, server.engine.live());
  };
  options.on_end = [&](std::size_t request, const Error* error) {
    std::lock_guard lock{mutex};
    CHECK(!error);
    ended.insert(request);
  };
  const auto result = loaded(options);
  CHECK(result.successful == 50);
  CHECK(result.failed == 0);
  CHECK(result.output_tokens == 250);
  CHECK(most <= 7);
  CHECK(ended.size() == 50);
  CHECK(*ended.rbegin() == 49);
  for (const auto& [request, text] : texts) CHECK(text == "01234");
}

TEST_CASE("an engine's pace is what is measured") {
  CountingServer server;
  auto options = server.options(6);  // and a finish: 60 ms from the first event
  options.requests = 5;
  const auto result = loaded(options);
  CHECK(result.ttft.count() == 5);
  CHECK(result.itl.count() == 25);
  CHECK(result.e2el.spread().median >= 59);
  CHECK(result.itl.spread().median >= 5);
  CHECK(result.tpot.spread().median >= 59.0 / 5 - 1);
  CHECK(result.ttft.spread().median < result.e2el.spread().median - 50);
  CHECK(result.seconds() >= 0.29);
  CHECK(result.output_throughput() == doctest::Approx(30 / result.seconds()));
}

TEST_CASE("an open loop counts from when a request was due, so that who lets others wait is seen") {
  CountingServer server;
  auto options = server.options(5);  // 50 ms, one at a time, and one due every 10 ms
  options.streams = 1;
  options.rate = 100;
  options.arrivals = load::Arrivals::even;
  options.requests = 10;
  const auto result = loaded(options);
  CHECK(result.successful == 10);
  CHECK(result.e2el.spread().p99 >= 380);  // the tenth: 10 * 50 - 9 * 10 = 410
  CHECK(result.ttft.spread().p99 >= 330);
  CHECK(result.itl.spread().median < 50);
}

TEST_CASE("requests start on time while there is room for them") {
  CountingServer server;
  auto options = server.options(20);
  options.streams = 100;
  options.rate = 200;
  options.duration = 199ms;
  options.arrivals = load::Arrivals::even;
  const auto result = loaded(options);
  CHECK(result.successful == 40);
  CHECK(result.seconds() < 20 * 0.2);  // they ran beside one another
}

TEST_CASE("usage tells the tokens where it is given") {
  const auto result = loaded_with(streamed(
      text_chunk("a b") + text_chunk("c", R"("stop")") +
      chunk("", R"(,"usage":{"prompt_tokens":1,"completion_tokens":9,"total_tokens":10})") + "data: [DONE]\n\n"));
  CHECK(result.successful == 3);
  CHECK(result.output_tokens == 27);
  CHECK(result.itl.count() == 3);
}

TEST_CASE("whole answers have a time to their end, and no other") {
  const std::string body =
      R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":4,"total_tokens":5}})";
  test::Scripted server{[&](test::RawSocket& socket, int) {
    CHECK(read_body(socket).find("stream") == std::string::npos);
    socket.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
  }};
  const auto result = loaded({.base_url = stress::base_url(server.listener.port()),
                              .model = "m",
                              .answers = load::Answers::whole,
                              .requests = 2});
  CHECK(result.successful == 2);
  CHECK(result.output_tokens == 8);
  CHECK(result.e2el.count() == 2);
  CHECK(result.ttft.count() + result.tpot.count() + result.itl.count() == 0);
}

TEST_CASE("failed requests are counted by their reason and measured nowhere") {
  const std::string body = R"({"error":{"message":"x","type":"oh \"no\""}})";
  const auto refused = loaded_with("HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\nContent-Length: " +
                                   std::to_string(body.size()) + "\r\n\r\n" + body);
  CHECK(refused.successful == 0);
  CHECK(refused.failures == std::map<std::string, std::size_t>{{R"(HTTP 500 oh "no")", 3}});
  CHECK(refused.e2el.count() == 0);
  CHECK(load::json(refused).find(R"("failures":{"HTTP 500 oh \"no\"":3})") != std::string::npos);
  CHECK(load::table(refused).find(R"(3 x HTTP 500 oh "no")") != std::string::npos);

  const auto cut = loaded_with(streamed(text_chunk("a")));
  CHECK(cut.failed == 3);
  CHECK(cut.ttft.count() == 0);
}

TEST_CASE("an early end drops what runs and still gives what was measured") {
  CountingServer server;
  std::stop_source stop;
  std::atomic<int> texts = 0;
  const auto result = loaded({.base_url = stress::base_url(server.port),
                              .model = "endless",
                              .streams = 4,
                              .threads = 2,
                              .stop = stop.get_token(),
                              .on_text = [&](std::size_t, std::string_view) {
                                if (++texts == 20) stop.request_stop();
                              }});
  CHECK(result.dropped == 4);
  CHECK(result.successful + result.failed == 0);
  CHECK(test::eventually([&] { return server.engine.live() == 0; }));
}

TEST_CASE("a load without an end, or an endpoint that is none, is an error of usage") {
  for (const auto& options : {load::LoadOptions{.base_url = "http://127.0.0.1:1/v1"},
                              load::LoadOptions{.base_url = "ftp://a", .requests = 1}}) {
    const auto result = load::run_load(options);
    REQUIRE(!result);
    CHECK(result.error().kind == ErrorKind::invalid_argument);
  }
}

TEST_CASE("the program ends with 0 when all succeeded, 1 when something failed, 2 when it was asked nonsense") {
  CountingServer server;
  const auto at = "--base-url " + stress::base_url(server.port) + " --model count --max-tokens 2 ";
  CHECK(status_of(at + "--requests 3 --json") == 0);
  CHECK(status_of(at + "--duration 0.1 --rate 50 --arrivals even --streams 5 --progress") == 0);
  CHECK(status_of("--base-url http://127.0.0.1:1/v1 --model m --requests 1") == 1);
  CHECK(status_of("--base-url http://127.0.0.1:1/v1 --requests 1") == 1);
  for (const auto* nonsense :
       {"--base-url ftp://a", "--streams 0", "--rate -1", "--arrivals never", "--no-such-thing", "--requests many"}) {
    CAPTURE(nonsense);
    CHECK(status_of(at + nonsense) == 2);
  }
  CHECK(status_of("--help") == 0);
}
