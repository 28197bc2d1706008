// SPDX-License-Identifier: MIT
#include "servers.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// Wholly lost, and streams that break off: nothing of it may pass for an answer.
void check_lost(const Error& error) {
  CAPTURE(error.message);
  CHECK((error.kind == ErrorKind::connection || error.kind == ErrorKind::protocol));
}

struct Said {
  int status = 0;
  std::string message{}, type{}, param{}, code{};
};

void check_same(const Error& got, const Said& expected) {
  CHECK(got.kind == ErrorKind::api);
  CHECK(got.status == expected.status);
  CHECK(got.message == expected.message);
  CHECK(got.type == expected.type);
  CHECK(got.param == expected.param);
  CHECK(got.code == expected.code);
}

}  // namespace

TEST_CASE("an error of aimock's keeps its members, whole and streamed") {
  const struct {
    Text text;
    Said error;
  } rows[] = {
      {"refuse",
       {.status = 400, .message = "No.", .type = "invalid_request_error", .param = "messages", .code = "bad"}},
      {"fail", {.status = 500, .message = "Broken.", .type = "server_error"}},
      {"what no fixture knows",
       {.status = 503,
        .message = "Strict mode: no fixture matched",
        .type = "invalid_request_error",
        .code = "no_fixture_match"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text.str());
    const auto answer = aimock().chat(saying(row.text));
    REQUIRE(!answer);
    check_same(answer.error(), row.error);
    CHECK(answer.status() == row.error.status);
    CHECK(answer.error().request_id.starts_with("req-"));
    CHECK(answer.error().request_id == answer.request_id());

    auto stream = aimock().chat_stream(saying(row.text));
    CHECK(!stream.next());
    REQUIRE(stream.error());
    check_same(*stream.error(), row.error);
    CHECK(stream.head().status == row.error.status);
    CHECK(stream.error()->request_id.starts_with("req-"));
  }
}

TEST_CASE("an error without a param and a code is an error all the same") {
  const Said expected{.status = 404, .message = "Not found", .type = "not_found"};
  const auto model = aimock().model("none");
  REQUIRE(!model);
  check_same(model.error(), expected);
  const auto completion = aimock().completion({.model = "davinci-002", .prompt = Prompt{Text{"Once"}}});
  REQUIRE(!completion);
  check_same(completion.error(), expected);
  auto stream = aimock().completion_stream({.model = "davinci-002", .prompt = Prompt{Text{"Once"}}});
  CHECK(!stream.next());
  REQUIRE(stream.error());
  check_same(*stream.error(), expected);
}

TEST_CASE("a request that is refused is not tried again") {
  const Journal journal;
  CHECK(!journal.client({}).chat(saying("refuse")));
  CHECK(journal.requests() == 1);
}

TEST_CASE("a stream that breaks off ends in an error after what came, never as an answer") {
  const struct {
    Text text;
    std::string came;
  } rows[] = {
      {"hang up at once", ""},
      {"hang up in the middle", "Hello ther"},
      {"hang up before the end", "Hello"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text.str());
    auto stream = aimock().chat_stream(saying(row.text));
    std::string came;
    for (const auto& chunk : stream) {
      came += chunk.text();
      for (const auto& choice : chunk.choices) CHECK(!choice.finish_reason);
    }
    CHECK(came == row.came);
    REQUIRE(stream.error());
    check_lost(*stream.error());
    CHECK(!stream.collect());

    const auto collected = aimock().chat_stream(saying(row.text)).collect();
    REQUIRE(!collected);
    check_lost(collected.error());
  }
}

TEST_CASE("a stream that has begun is not tried again when it breaks off") {
  const Journal journal;
  CHECK(!journal.client({}).chat_stream(saying("hang up in the middle")).collect());
  CHECK(journal.requests() == 1);
}

TEST_CASE("a whole answer that never comes is a lost connection, tried again as often as said") {
  for (const int retries : {0, 1}) {
    const Journal journal;
    const auto answer =
        journal.client({.max_retries = retries, .random = [] { return 0.99; }}).chat(saying("hang up at once"));
    REQUIRE(!answer);
    check_lost(answer.error());
    CHECK(answer.status() == 0);
    CHECK(journal.requests() == 1 + retries);
  }
}

TEST_CASE("an answer that is not JSON is a parse error with the request's id, whole and streamed") {
  const auto answer = aimock().chat(saying("talk nonsense"));
  REQUIRE(!answer);
  CHECK(answer.error().kind == ErrorKind::parse);
  CHECK(answer.status() == 200);
  CHECK(answer.error().request_id == answer.request_id());
  CHECK(answer.request_id().starts_with("req-"));

  auto stream = aimock().chat_stream(saying("talk nonsense"));
  CHECK(!stream.next());
  REQUIRE(stream.error());
  CHECK(stream.error()->kind == ErrorKind::parse);
}
