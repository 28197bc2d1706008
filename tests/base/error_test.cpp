// SPDX-License-Identifier: MIT
#include <oaicompat/base/error_format.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;

TEST_CASE("a kind has a name, and an error a line, the same for fmt") {
  const std::pair<ErrorKind, const char*> kinds[] = {{ErrorKind::api, "api"},
                                                     {ErrorKind::parse, "parse"},
                                                     {ErrorKind::protocol, "protocol"},
                                                     {ErrorKind::connection, "connection"},
                                                     {ErrorKind::timeout, "timeout"},
                                                     {ErrorKind::cancelled, "cancelled"},
                                                     {ErrorKind::invalid_argument, "invalid_argument"}};
  for (const auto& [kind, name] : kinds) {
    CHECK(to_string(kind) == name);
    CHECK(fmt::format("{}", kind) == name);
  }
  CHECK(fmt::format("{:>6}", ErrorKind::api) == "   api");
  CHECK(to_string(local_error(ErrorKind::connection, "Lost.")) == "connection: Lost.");
  auto error = api_error(429, "Too much.", "slow_down", "model");
  CHECK(to_string(error) == "api 429: Too much. (type rate_limit_error, param model, code slow_down)");
  error.request_id = "req_1";
  error.param.clear();
  CHECK(fmt::format("{}", error) == "api 429: Too much. (type rate_limit_error, code slow_down, request req_1)");
}

TEST_CASE("an error of this side has no status") {
  CHECK(local_error(ErrorKind::timeout, "m").status == 0);
  CHECK(local_error(ErrorKind::invalid_argument, "m").status == 0);
}

TEST_CASE("an error tells whether the same request may succeed later") {
  for (const int status : {408, 409, 429, 500, 502, 503, 504, 529}) CHECK(is_retryable(api_error(status, "m")));
  for (const int status : {0, 301, 400, 401, 402, 403, 404, 413, 422}) CHECK(!is_retryable(api_error(status, "m")));
  for (const auto kind : {ErrorKind::connection, ErrorKind::timeout, ErrorKind::protocol})
    CHECK(is_retryable(local_error(kind, "m")));
  for (const auto kind : {ErrorKind::parse, ErrorKind::cancelled, ErrorKind::invalid_argument})
    CHECK(!is_retryable(local_error(kind, "m")));
  CHECK(!is_retryable(api_error(429, "m", "insufficient_quota")));
  auto told = api_error(400, "m");
  told.headers = {{"X-Should-Retry", "true"}};
  CHECK(is_retryable(told));
  told = api_error(503, "m");
  told.headers = {{"x-should-retry", "false"}};
  CHECK(!is_retryable(told));
}
