// SPDX-License-Identifier: MIT
#include "servers.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace oaicompat;
using namespace oaicompat::test;
using namespace std::chrono_literals;

namespace {

void check_limited(const Error& error, const std::string& message) {
  CHECK(error.kind == ErrorKind::api);
  CHECK(error.status == 429);
  CHECK(error.message == message);
  CHECK(error.type == "rate_limit_error");
  CHECK(error.code == "rate_limit_exceeded");
  CHECK(error.request_id.starts_with("req-"));
}

}  // namespace

TEST_CASE("a request that is limited once is sent again, whole and streamed") {
  {
    const Journal journal;
    const auto answer = journal.client({}).chat(saying("limit me once"));
    REQUIRE(answer);
    CHECK(answer->text() == "Thanks for waiting.");
    CHECK(answer.status() == 200);
    CHECK(journal.requests() == 2);
    CHECK(journal.count(R"("x-stainless-retry-count":"1")") == 1);
  }
  const Journal journal;
  const auto streamed = journal.client({}).chat_stream(saying("limit me once")).collect();
  REQUIRE(streamed);
  CHECK(streamed->text() == "Thanks for waiting.");
  CHECK(journal.requests() == 2);
}

TEST_CASE("a request that is always limited fails after its retries, each as late as the server asks") {
  const struct {
    int retries;
    Duration waits;
  } rows[] = {{0, 0ms}, {1, 50ms}, {2, 100ms}};
  for (const auto& row : rows) {
    CAPTURE(row.retries);
    const Journal journal;
    const auto begun = std::chrono::steady_clock::now();
    const auto answer = journal.client({.max_retries = row.retries}).chat(saying("limit me always"));
    CHECK(std::chrono::steady_clock::now() - begun >= row.waits);
    REQUIRE(!answer);
    check_limited(answer.error(), "Slow down.");
    CHECK(answer.headers().get("retry-after") == "0.05");
    CHECK(journal.requests() == 1 + row.retries);
  }
}

TEST_CASE("a stream that is always limited fails after its retries") {
  const Journal journal;
  auto stream = journal.client({}).chat_stream(saying("limit me always"));
  CHECK(!stream.next());
  REQUIRE(stream.error());
  check_limited(*stream.error(), "Slow down.");
  CHECK(stream.head().headers.get("x-ratelimit-remaining-requests") == "0");
  CHECK(journal.requests() == 3);
}

TEST_CASE("a call may say how often it is tried again") {
  const Journal journal;
  CHECK(!journal.client({}).chat(saying("limit me always"), {.max_retries = 0}));
  CHECK(journal.requests() == 1);
  CHECK(!journal.client({.max_retries = 0}).chat(saying("limit me always"), {.max_retries = 1}));
  CHECK(journal.requests() == 3);
}

TEST_CASE("a request that is limited for an hour is not tried again") {
  const Journal journal;
  const auto answer = journal.client({}).chat(saying("limit me for an hour"));
  REQUIRE(!answer);
  check_limited(answer.error(), "Come back later.");
  CHECK(answer.headers().get("retry-after") == "3600");
  const auto streamed = journal.client({}).chat_stream(saying("limit me for an hour")).collect();
  REQUIRE(!streamed);
  check_limited(streamed.error(), "Come back later.");
  CHECK(journal.requests() == 2);
}
