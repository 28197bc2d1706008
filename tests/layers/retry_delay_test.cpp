// SPDX-License-Identifier: MIT
#include <oaicompat/layers/retry_delay.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

using namespace oaicompat;

namespace {

constexpr std::int64_t friday = 1696004797;  // Fri, 29 Sep 2023 16:26:37 GMT
constexpr double not_again = -1;
const Head failing{.status = 500, .headers = {}};

double seconds(std::optional<Duration> delay) {
  return delay ? std::chrono::duration<double>(*delay).count() : not_again;
}
double after(int status, Headers headers, RetryMoment moment = {.unix_time = friday}) {
  return seconds(retry_delay({.max_retries = 10'000}, Head{.status = status, .headers = std::move(headers)}, moment));
}

}  // namespace

TEST_CASE("the wait that a server asks for is kept where it makes sense") {
  struct Row {
    const char* retry_after;
    double delay;
  };
  const std::vector<Row> rows{
      {"20", 20},
      {"0", 0.5},
      {"-10", 0.5},
      {"60", 60},
      {"61", 61},
      {"120", 120},
      {"121", not_again},
      {"120.001", not_again},
      {"1.5", 1.5},
      {" 20 ", 20},
      {"Fri, 29 Sep 2023 16:26:27 GMT", 0.5},
      {"Fri, 29 Sep 2023 16:26:37 GMT", 0.5},
      {"Fri, 29 Sep 2023 16:26:57 GMT", 20},
      {"Fri, 29 Sep 2023 16:27:37 GMT", 60},
      {"Fri, 29 Sep 2023 16:27:38 GMT", 61},
      {"Fri, 29 Sep 2023 16:28:37 GMT", 120},
      {"Fri, 29 Sep 2023 16:28:38 GMT", not_again},
      {"99999999999999999999999999999999999", not_again},
      {"1e35", not_again},
      {"1e999", 0.5},
      {"inf", 0.5},
      {"-inf", 0.5},
      {"nan", 0.5},
      {"Zun, 29 Sep 2023 16:26:57 GMT", 0.5},
      {"Fri, 31 Sep 2023 16:26:57 GMT", 0.5},
      {"Fri, 29 Sop 2023 16:26:57 GMT", 0.5},
      {"Fri, 29 Sep 2023 24:26:57 GMT", 0.5},
      {"Fri, 29 Sep 2023 16:60:57 GMT", 0.5},
      {"Fri, 29 Sep 2023 16:26:61 GMT", 0.5},
      {"Fri, 29 Sep 2023 16:26:57 CET", 0.5},
      {"Fri, 29 Sep 2023 16:26:57", 0.5},
      {"29 Sep 2023", 0.5},
      {"soon", 0.5},
      {"20s", 0.5},
      {"", 0.5},
  };
  for (const auto& row : rows) {
    INFO(row.retry_after);
    CHECK(after(429, {{"retry-after", row.retry_after}}) == doctest::Approx(row.delay));
  }
}

TEST_CASE("milliseconds go before seconds") {
  CHECK(after(429, {{"retry-after-ms", "1500"}, {"retry-after", "20"}}) == doctest::Approx(1.5));
  CHECK(after(429, {{"retry-after-ms", "1500.5"}}) == doctest::Approx(1.5005));
  CHECK(after(429, {{"retry-after-ms", "soon"}, {"retry-after", "20"}}) == doctest::Approx(20));
  CHECK(after(429, {{"retry-after-ms", "0"}, {"retry-after", "20"}}) == doctest::Approx(0.5));
  CHECK(after(429, {{"retry-after-ms", "120001"}}) == not_again);
}

TEST_CASE("without a wait asked for, it doubles up to a bound") {
  for (const auto& [retries, delay] :
       std::vector<std::pair<int, double>>{{0, 0.5}, {1, 1}, {2, 2}, {3, 4}, {4, 8}, {5, 8}, {1103, 8}, {9999, 8}}) {
    CHECK(after(500, {}, {.retries = retries}) == doctest::Approx(delay));
  }
}

TEST_CASE("chance shortens the doubled wait by up to a quarter, and no wait that was asked for") {
  CHECK(after(500, {}, {.random = 0.5}) == doctest::Approx(0.4375));
  CHECK(after(500, {}, {.retries = 9, .random = 0.999999}) == doctest::Approx(6).epsilon(0.001));
  CHECK(after(500, {{"retry-after", "20"}}, {.random = 0.5}) == doctest::Approx(20));
}

TEST_CASE("only some statuses are tried again") {
  for (const int status : {408, 409, 429, 500, 501, 502, 503, 504, 529, 599}) CHECK(after(status, {}) == 0.5);
  for (const int status : {200, 201, 204, 301, 400, 401, 403, 404, 405, 410, 413, 415, 422, 424, 499}) {
    CHECK(after(status, {}) == not_again);
  }
}

TEST_CASE("x-should-retry goes before the status, and a wait that is too long before it") {
  CHECK(after(400, {{"x-should-retry", "true"}}) == 0.5);
  CHECK(after(429, {{"x-should-retry", "false"}}) == not_again);
  CHECK(after(429, {{"x-should-retry", "perhaps"}}) == 0.5);
  CHECK(after(200, {{"x-should-retry", "true"}}) == not_again);
  CHECK(after(429, {{"x-should-retry", "true"}, {"retry-after", "121"}}) == not_again);
  CHECK(after(400, {{"x-should-retry", "true"}, {"retry-after", "7"}}) == 7);
}

TEST_CASE("a failure of connection or time is tried again, the caller's wish or mistake is not") {
  const auto delay = [](ErrorKind kind) { return seconds(retry_delay({}, local_error(kind, "x"), {})); };
  CHECK(delay(ErrorKind::connection) == 0.5);
  CHECK(delay(ErrorKind::timeout) == 0.5);
  CHECK(delay(ErrorKind::protocol) == 0.5);
  CHECK(delay(ErrorKind::cancelled) == not_again);
  CHECK(delay(ErrorKind::invalid_argument) == not_again);
  CHECK(delay(ErrorKind::parse) == not_again);
  CHECK(delay(ErrorKind::api) == not_again);
}

TEST_CASE("no more retries are made than the policy says") {
  CHECK(seconds(retry_delay({}, failing, {.retries = 1})) == 1);
  CHECK(seconds(retry_delay({}, failing, {.retries = 2})) == not_again);
  CHECK(seconds(retry_delay({.max_retries = 0}, failing, {})) == not_again);
  CHECK(seconds(retry_delay({}, local_error(ErrorKind::timeout, "x"), {.retries = 2})) == not_again);
}

TEST_CASE("the policy's own bounds are kept") {
  using namespace std::chrono_literals;
  const RetryPolicy policy{.first_delay = 100ms, .max_delay = 150ms, .max_asked_delay = 10s};
  CHECK(seconds(retry_delay(policy, failing, {.retries = 0})) == doctest::Approx(0.1));
  CHECK(seconds(retry_delay(policy, failing, {.retries = 1})) == doctest::Approx(0.15));
  CHECK(seconds(retry_delay(policy, Head{.status = 500, .headers = {{"retry-after", "11"}}}, {})) == not_again);
}
