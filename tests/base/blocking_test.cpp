// SPDX-License-Identifier: MIT
#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/channel.hpp>

#include <doctest/doctest.h>

#include <thread>

using namespace oaicompat;
using namespace std::chrono_literals;

TEST_CASE("a waiter gives the item that another thread sends") {
  auto [writer, stream] = channel<int>();
  std::thread thread{[w = std::move(writer)]() mutable {
    w.send(7);
    w.end();
  }};
  int n = 0;
  CHECK(pull_blocking(*stream, n) == Pull::some);
  CHECK(n == 7);
  CHECK(pull_blocking(*stream, n) == Pull::end);
  thread.join();
}

TEST_CASE("a waiter gives up at the deadline, and may be asked again") {
  auto [writer, stream] = channel<int>();
  int n = 0;
  const Until until{.deadline = std::chrono::steady_clock::now() + 5ms};
  CHECK(pull_blocking(*stream, n, until) == Pull::wait);
  CHECK(gave_up(until).kind == ErrorKind::timeout);
  writer.send(1);
  CHECK(pull_blocking(*stream, n, until) == Pull::some);
}

TEST_CASE("a waiter gives up when its stop fires, but gives what is ready") {
  auto [writer, stream] = channel<int>();
  std::stop_source stop;
  const Until until{.stop = stop.get_token()};
  std::thread thread{[&] { stop.request_stop(); }};
  int n = 0;
  CHECK(pull_blocking(*stream, n, until) == Pull::wait);
  CHECK(gave_up(until).kind == ErrorKind::cancelled);
  thread.join();
  writer.send(1);
  CHECK(pull_blocking(*stream, n, until) == Pull::some);
  CHECK(pull_blocking(*stream, n, until) == Pull::wait);
}

TEST_CASE("a wake may come after its waiter and its stream have gone") {
  struct Silent final : Stream<int> {
    explicit Silent(Wake& w) : wake{w} {}
    Pull pull(int&) override { return Pull::wait; }
    void when_ready(Wake w) override { wake = std::move(w); }
    Wake& wake;
  };
  Wake wake;
  {
    Silent silent{wake};
    int n = 0;
    CHECK(pull_blocking(silent, n, {.deadline = std::chrono::steady_clock::now() + 1ms}) == Pull::wait);
  }
  wake();
}

TEST_CASE("a stream that wakes for nothing is asked again") {
  struct Fussy final : Stream<int> {
    Pull pull(int& out) override {
      out = ++asked;
      return asked < 5 ? Pull::wait : Pull::some;
    }
    int asked = 0;
  } fussy;
  int n = 0;
  CHECK(pull_blocking(fussy, n) == Pull::some);
  CHECK(n == 5);
}
