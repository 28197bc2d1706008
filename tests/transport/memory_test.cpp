// SPDX-License-Identifier: MIT
#include <oaicompat/base/channel.hpp>
#include <oaicompat/transport/memory.hpp>

#include <doctest/doctest.h>

#include <thread>

using namespace oaicompat;
using namespace std::chrono_literals;

TEST_CASE("a handler is asked without a socket") {
  const Handler handler = [](Request request) {
    CHECK(request.context.may_block);
    return json_answer(201, "[\"" + request.path + "\"]");
  };
  const auto answer = ask(handler, {.path = "/x"});
  REQUIRE(answer.has_value());
  CHECK(*answer == Collected{{.status = 201, .headers = {{"content-type", "application/json"}}}, "[\"/x\"]"});
}

TEST_CASE("an answer that is made on another thread is collected as it comes") {
  auto [writer, stream] = channel<Part>({.capacity = 1});
  std::thread engine{[w = std::move(writer)]() mutable {
    w.send(Head{});
    for (int i = 0; i < 100; ++i) w.send(Bytes{"x"});
    w.end();
  }};
  const auto answer = collect(std::move(stream));
  engine.join();
  REQUIRE(answer.has_value());
  CHECK(answer->body == std::string(100, 'x'));
}

TEST_CASE("an answer that fails, early or late, gives its error") {
  CHECK(collect(failed<Part>(local_error(ErrorKind::timeout, "slow"))).error().kind == ErrorKind::timeout);
  auto [writer, stream] = channel<Part>();
  writer.send(Head{});
  writer.send(Bytes{"half"});
  writer.fail(local_error(ErrorKind::connection, "lost"));
  CHECK(collect(std::move(stream)).error().message == "lost");
}

TEST_CASE("an answer must be one head and then bytes") {
  auto [headless, bytes] = channel<Part>();
  headless.send(Bytes{"x"});
  CHECK(collect(std::move(bytes)).error().kind == ErrorKind::protocol);
  auto [empty, none] = channel<Part>();
  empty.end();
  CHECK(collect(std::move(none)).error().kind == ErrorKind::protocol);
  auto [twice, heads] = channel<Part>();
  twice.send(Head{});
  twice.send(Head{});
  CHECK(collect(std::move(heads)).error().kind == ErrorKind::protocol);
}

TEST_CASE("giving up drops the answer") {
  auto late = channel<Part>();
  const Until soon{.deadline = std::chrono::steady_clock::now() + 5ms};
  CHECK(collect(std::move(late.stream), soon).error().kind == ErrorKind::timeout);
  CHECK(late.writer.gone());
  auto stopped = channel<Part>();
  std::stop_source stop;
  stop.request_stop();
  CHECK(collect(std::move(stopped.stream), {.stop = stop.get_token()}).error().kind == ErrorKind::cancelled);
  CHECK(stopped.writer.gone());
}

TEST_CASE("a handler is told until when, and how it is stopped") {
  std::stop_source stop;
  const Until until{.deadline = std::chrono::steady_clock::now() + 1h, .stop = stop.get_token()};
  Context seen;
  const Handler handler = [&](Request request) {
    seen = request.context;
    return ready_answer({}, "");
  };
  CHECK(ask(handler, {}, until).has_value());
  CHECK(seen.deadline == until.deadline);
  stop.request_stop();
  CHECK(seen.stop.stop_requested());
}
