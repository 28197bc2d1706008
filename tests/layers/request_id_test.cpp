// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/request_id.hpp>

#include <doctest/doctest.h>

#include <set>

using namespace oaicompat;
using namespace std::chrono_literals;
using fakes::take;

TEST_CASE("a sane id of the caller's is echoed, and travels with the request") {
  fakes::Inner inner;
  const auto handler = request_id({})(inner.handler());
  for (const auto& id : {std::string{"x"}, std::string{"my-id_1.2:3/~!"}, std::string(128, 'a')}) {
    auto answer = handler(fakes::post({{"X-Request-Id", id}}));
    CHECK(inner.last().request.context.request_id == id);
    inner.last().head(200).end();
    CHECK(take(answer).header("x-request-id") == id);
  }
}

TEST_CASE("another id is made where the caller's is missing or odd") {
  fakes::Inner inner;
  const auto handler = request_id({})(inner.handler());
  std::set<std::string> seen;
  for (const auto& id : {std::string{}, std::string{"a b"}, std::string{"a\x7f"}, std::string{"\xC3\xA4"},
                         std::string{"a\r\nx: y"}, std::string(129, 'a')}) {
    auto answer = handler(fakes::post({{"x-request-id", id}}));
    inner.last().head(200).end();
    const auto made = take(answer).header("x-request-id");
    CHECK(made.size() == 4 + 32);
    CHECK(made.starts_with("req_"));
    CHECK(made.find_first_not_of("0123456789abcdef", 4) == made.npos);
    CHECK(inner.last().request.context.request_id == made);
    seen.insert(made);
  }
  CHECK(seen.size() == 6);
}

TEST_CASE("ids may be made by the host") {
  fakes::Inner inner;
  auto answer = request_id({.make_id = [] { return std::string{"own"}; }})(inner.handler())(fakes::post());
  CHECK(inner.last().request.context.request_id == "own");
}

TEST_CASE("the time until the head is told") {
  auto clock = std::make_shared<ManualClock>();
  fakes::Inner inner;
  auto answer = request_id({.clock = clock})(inner.handler())(fakes::post());
  clock->advance(1234567us);
  inner.last().head(200, {{"x-request-id", "the upstream's"}}).bytes("a");
  fakes::Taken taken;
  take(*answer, taken);
  clock->advance(1h);
  inner.last().bytes("b").end();
  take(*answer, taken);
  CHECK(taken.header("openai-processing-ms") == "1234");
  CHECK(taken.header("x-request-id") != "the upstream's");
  CHECK(taken.body == "ab");
  CHECK(taken.last == Pull::end);
}

TEST_CASE("an answer that fails before its head still carries the id") {
  fakes::Inner inner;
  auto answer = request_id({})(inner.handler())(fakes::post({{"x-request-id", "mine"}}));
  inner.last().fail(ErrorKind::connection, "No upstream.");
  const auto taken = take(answer);
  CHECK(taken.head->status == 502);
  CHECK(taken.header("x-request-id") == "mine");
  CHECK(
      taken.body ==
      R"({"error":{"message":"The upstream server cannot be reached.","type":"server_error","param":null,"code":null}})");
}

TEST_CASE("an answer that fails after its head fails") {
  fakes::Inner inner;
  auto answer = request_id({})(inner.handler())(fakes::post());
  inner.last().head(200).fail(ErrorKind::connection, "Cut off.");
  const auto taken = take(answer);
  CHECK(taken.last == Pull::fail);
  CHECK(taken.error.message == "Cut off.");
}

TEST_CASE("an answer that an upstream has named keeps its name where that is asked for") {
  fakes::Inner inner;
  const auto handler = request_id({.answers = RequestIdOptions::Answers::named_by_upstream})(inner.handler());
  auto named = handler(fakes::post({{"x-request-id", "caller"}}));
  inner.last().head(200, {{"x-request-id", "upstream"}}).end();
  CHECK(*take(named).head == Head{.headers = {{"x-request-id", "upstream"}}});
  auto unnamed = handler(fakes::post({{"x-request-id", "caller"}}));
  inner.last().fail(ErrorKind::connection);
  CHECK(take(unnamed).header("x-request-id") == "caller");
}
