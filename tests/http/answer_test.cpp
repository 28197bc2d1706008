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
    CHECK(status(ErrorKind::api, none) == (none >= 300 && none < 400 ? 502 : 500));
    CHECK(status(ErrorKind::invalid_argument, none) == 500);
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

TEST_CASE("an error's wait, headers and upstream are in the head of its answer") {
  auto error = api_error(429, "m");
  const auto fields = [&] { return collect(error_answer(error))->head.headers; };
  error.retry_after = std::chrono::milliseconds{2500};
  CHECK(fields() == Headers{{"content-type", "application/json"}, {"Retry-After", "3"}, {"retry-after-ms", "2500"}});
  error.retry_after = std::chrono::seconds{2};
  CHECK(fields() == Headers{{"content-type", "application/json"}, {"Retry-After", "2"}});
  error.headers = {{"retry-after", "9"}, {"x-ratelimit-limit", "5"}, {"content-length", "7"}};
  error.request_id = "req_1";
  CHECK(fields() == Headers{{"content-type", "application/json"},
                            {"retry-after", "9"},
                            {"x-ratelimit-limit", "5"},
                            {"x-upstream-request-id", "req_1"}});
}

TEST_CASE("callers are not told an upstream's address") {
  const std::string address = "Cannot connect to 10.0.0.7 port 8000: refused.";
  auto redirect = api_error(307, address);
  const Error errors[] = {local_error(ErrorKind::connection, address), redirect,
                          local_error(ErrorKind::timeout, address, "connect_timeout"),
                          local_error(ErrorKind::invalid_argument, address, "invalid_base_url")};
  for (const auto& error : errors) {
    CAPTURE(to_string(error));
    CHECK(error_body(error).find("10.0.0.7") == std::string::npos);
    CHECK(error_body(error).find("upstream server") != std::string::npos);
    CHECK(without_address(error).message.find("10.0.0.7") == std::string::npos);
    CHECK(error_status(error) >= 500);
  }
  CHECK(error_body(redirect).find("server_error") != std::string::npos);
  const auto said = api_error(400, "Said by 10.0.0.7.");
  CHECK(without_address(said) == said);
}
