// SPDX-License-Identifier: MIT
#include <oaicompat/http/retry_fields.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;
using namespace std::chrono_literals;

TEST_CASE("a wait is read in seconds, in milliseconds and as a date") {
  struct Row {
    Headers headers;
    std::optional<std::chrono::milliseconds> wait;
  };
  const Row rows[] = {
      {{}, {}},
      {{{"Retry-After", "7"}}, 7s},
      {{{"retry-after", " 1.5 "}}, 1500ms},
      {{{"Retry-After-Ms", "250"}, {"retry-after", "7"}}, 250ms},
      {{{"retry-after", "Thu, 01 Jan 1970 00:01:00 GMT"}}, 50s},
      {{{"retry-after", "Thu, 01 Jan 1970 00:00:09 GMT"}}, {}},
      {{{"retry-after", "0"}}, {}},
      {{{"retry-after", "-3"}}, {}},
      {{{"retry-after", "nan"}}, {}},
      {{{"retry-after", "1e999"}}, {}},
      {{{"retry-after", "soon"}}, {}},
      {{{"retry-after", "1e300"}}, std::chrono::hours{24 * 365}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.headers.get("retry-after"));
    CHECK(retry_after(row.headers, 10) == row.wait);
  }
}

TEST_CASE("what an upstream says of asking again goes on, and what a host lists") {
  const Headers from{{"Retry-After", "1"},
                     {"retry-after-ms", "900"},
                     {"X-Should-Retry", "true"},
                     {"x-ratelimit-remaining-tokens", "5"},
                     {"X-RateLimit-Limit", "9"},
                     {"content-type", "text/plain"},
                     {"set-cookie", "a"},
                     {"x-request-id", "req_1"},
                     {"x-own", "2"}};
  CHECK(passed_fields(from, {}) == Headers{{"Retry-After", "1"},
                                           {"retry-after-ms", "900"},
                                           {"X-Should-Retry", "true"},
                                           {"x-ratelimit-remaining-tokens", "5"},
                                           {"X-RateLimit-Limit", "9"}});
  CHECK(passed_fields(from, {"X-Own"}).get("x-own") == "2");
}
