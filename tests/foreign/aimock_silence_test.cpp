// SPDX-License-Identifier: MIT
#include "servers.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

using namespace oaicompat;
using namespace oaicompat::test;
using namespace std::chrono_literals;

namespace {

void check_timeout(const std::optional<Error>& error, const std::string& code) {
  REQUIRE(error);
  CAPTURE(error->message);
  CHECK(error->kind == ErrorKind::timeout);
  CHECK(error->code == code);
}

template <class T>
std::optional<Error> error_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional{result.error()};
}

// Runs `cancel` on a thread of its own, and says whether `call` came back within a second of it.
template <class Call, class Cancel>
bool returns_soon(std::future<void> begun, Cancel cancel, Call call) {
  std::chrono::steady_clock::time_point from;
  std::thread canceller{[&] {
    begun.wait();
    from = std::chrono::steady_clock::now();
    cancel();
  }};
  call();
  const auto until = std::chrono::steady_clock::now();
  canceller.join();
  return until - from < 1s;
}

// Counts what goes out to aimock, whose journal has only what it has answered.
struct Counted {
  std::atomic<int> requests = 0;
  std::promise<void> first;

  Handler transport() {
    return [this, inner = httplib_client({.origin = aimock_origin()})](Request request) -> Answer {
      auto answer = inner(std::move(request));
      if (++requests == 1) first.set_value();
      return answer;
    };
  }
};

}  // namespace

TEST_CASE("an answer that does not begin is given up, whole and streamed") {
  const auto client = aimock({.max_retries = 0, .first_byte_timeout = 200ms});
  check_timeout(error_of(client.chat(saying("never answer"))), "first_byte_timeout");
  check_timeout(error_of(client.chat_stream(saying("never answer")).collect()), "first_byte_timeout");
}

TEST_CASE("an answer that does not begin is asked for again") {
  Counted counted;
  const auto client = aimock(
      {.max_retries = 1, .first_byte_timeout = 200ms, .transport = counted.transport(), .random = [] { return 0.99; }});
  check_timeout(error_of(client.chat(saying("never answer"))), "first_byte_timeout");
  CHECK(counted.requests == 2);
}

TEST_CASE("a call may say how long it waits") {
  check_timeout(error_of(aimock().chat(saying("never answer"), {.timeout = 200ms})), "first_byte_timeout");
  check_timeout(error_of(aimock().chat_stream(saying("fall silent"), {.timeout = 1s}).collect()), "idle_timeout");
}

TEST_CASE("a stream that falls silent is given up after what came") {
  auto stream = aimock({.max_retries = 0, .idle_timeout = 500ms}).chat_stream(saying("fall silent"));
  int chunks = 0;
  while (stream.next()) ++chunks;
  CHECK(chunks > 0);
  check_timeout(stream.error(), "idle_timeout");
  CHECK(stream.head().status == 200);
}

TEST_CASE("a call is given up when its whole time is over, whole and streamed") {
  const auto client = aimock({.total_timeout = 500ms});
  check_timeout(error_of(client.chat(saying("never answer"))), "deadline_exceeded");
  check_timeout(error_of(client.chat_stream(saying("fall silent")).collect()), "deadline_exceeded");
}

TEST_CASE("a stream that is silent is cancelled from another thread, by itself and by a stop token") {
  for (const bool by_token : {false, true}) {
    CAPTURE(by_token);
    std::stop_source stop;
    auto stream = aimock().chat_stream(saying("fall silent"), {.stop = stop.get_token()});
    REQUIRE(stream.next());
    std::promise<void> begun;
    begun.set_value();
    const auto cancel = [&] { by_token ? void(stop.request_stop()) : stream.cancel(); };
    CHECK(returns_soon(begun.get_future(), cancel, [&] { CHECK(!stream.next()); }));
    REQUIRE(stream.error());
    CHECK(stream.error()->kind == ErrorKind::cancelled);
  }
}

TEST_CASE("a call that waits for its answer is cancelled from another thread, and is not tried again") {
  Counted counted;
  std::stop_source stop;
  const auto client = aimock({.transport = counted.transport()});
  std::optional<Error> error;
  CHECK(returns_soon(
      counted.first.get_future(), [&] { stop.request_stop(); },
      [&] { error = error_of(client.chat(saying("never answer"), {.stop = stop.get_token()})); }));
  REQUIRE(error);
  CHECK(error->kind == ErrorKind::cancelled);
  CHECK(counted.requests == 1);
}

TEST_CASE("dropping a silent stream does not wait for it, and its client goes on") {
  const auto client = aimock();
  const auto from = std::chrono::steady_clock::now();
  {
    auto stream = client.chat_stream(saying("fall silent"));
    REQUIRE(stream.next());
  }
  CHECK(std::chrono::steady_clock::now() - from < 5s);
  CHECK(client.chat(saying("say hello")).value().text() == "Hello there, nice to see you.");
}
