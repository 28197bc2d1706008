// SPDX-License-Identifier: MIT
#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/transport/memory.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;

TEST_CASE("an answer that stands ready gives its head, its body if there is one, and then its end for ever") {
  const auto parts = [](const Answer& answer) {
    std::string seen;
    Part part;
    Pull got;
    while ((got = answer->pull(part)) == Pull::some) seen += part.index() == 0 ? "h" : "b" + std::get<Bytes>(part);
    CHECK(got == Pull::end);
    CHECK(answer->pull(part) == Pull::end);
    return seen;
  };
  CHECK(parts(ready_answer({.status = 204}, {})) == "h");
  CHECK(parts(ready_answer({}, "x")) == "hbx");
  CHECK(parts(json_answer(200, "{}")) == "hb{}");
}

TEST_CASE("a JSON answer says what it is") {
  const auto got = collect(json_answer(201, "{}"));
  REQUIRE(got.has_value());
  CHECK(got->head == Head{.status = 201, .headers = {{"content-type", "application/json"}}});
}

TEST_CASE("an error's status is its own where it has one, else its kind's") {
  const auto status = [](ErrorKind kind, int own) {
    auto error = local_error(kind, "m");
    error.status = own;
    return error_status(error);
  };
  for (const int own : {400, 404, 429, 500, 599}) CHECK(status(ErrorKind::timeout, own) == own);
  for (const int none : {0, -1, 200, 302, 399, 600}) {
    CHECK(status(ErrorKind::parse, none) == 400);
    CHECK(status(ErrorKind::cancelled, none) == 499);
    CHECK(status(ErrorKind::connection, none) == 502);
    CHECK(status(ErrorKind::protocol, none) == 502);
    CHECK(status(ErrorKind::timeout, none) == 504);
    CHECK(status(ErrorKind::api, none) == 500);
    CHECK(status(ErrorKind::usage, none) == 500);
  }
}

TEST_CASE("an error's body has all four keys, and its words are escaped") {
  CHECK(error_body(local_error(ErrorKind::timeout, "")) ==
        R"({"error":{"message":"","type":"server_error","param":null,"code":null}})");
  auto error = api_error(429, "\"\n\xFF", "c\\", "p[0]");
  error.type = "t";
  CHECK(error_body(error) ==
        "{\"error\":{\"message\":\"\\\"\\n\xEF\xBF\xBD\",\"type\":\"t\",\"param\":\"p[0]\",\"code\":\"c\\\\\"}}");
  const auto got = collect(error_answer(error));
  REQUIRE(got.has_value());
  CHECK(got->head == Head{.status = 429, .headers = {{"content-type", "application/json"}}});
  CHECK(got->body == error_body(error));
}

TEST_CASE("a stack's first layer is met first") {
  std::string met;
  const auto layer = [&](char name) -> Layer {
    return [&met, name](Handler inner) -> Handler {
      return [&met, name, inner = std::move(inner)](Request request) {
        met += name;
        return inner(std::move(request));
      };
    };
  };
  const Handler inner = [&](const Request&) {
    met += '.';
    return json_answer(200, "{}");
  };
  CHECK(ask(stack({layer('a'), layer('b'), layer('c')}, inner), {}).has_value());
  CHECK(met == "abc.");
  CHECK(ask(stack({}, inner), {}).has_value());
  CHECK(met == "abc..");
}
