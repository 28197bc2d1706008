// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/edit_head.hpp>
#include <oaicompat/layers/rate_limit.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace rate_limits {

using namespace oaicompat;
using namespace std::chrono_literals;
using fakes::take;

struct Bench {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  // What each answer's usage tells; 0 tells nothing.
  std::int64_t tokens = 0;
  int answered = 0;
  Handler handler;

  explicit Bench(RateLimitOptions options) {
    options.clock = clock;
    handler = rate_limit(std::move(options))([this](const Request& request) -> Answer {
      ++answered;
      if (tokens > 0) {
        request.context.notes->edit([&](RequestFacts& facts) {
          facts.prompt_tokens = tokens - 1;
          facts.completion_tokens = 1;
        });
      }
      return ready_answer({.status = 200, .headers = {{"x-ratelimit-limit-requests", "upstream"}}}, "{}");
    });
  }
  Request request(const std::string& who) const {
    Request request;
    request.context.principal = who;
    return request;
  }
  fakes::Taken ask(const std::string& who = "alice") { return take(handler(request(who))); }
};

TEST_CASE("requests beyond the limit are refused until the bucket fills, each caller by itself") {
  Bench bench{{.limit = {.requests = 2}, .period = 60s}};
  const auto first = bench.ask();
  CHECK(first.head->status == 200);
  CHECK(first.head->headers.get("x-ratelimit-limit-requests") == "2");  // ours, not an upstream's
  CHECK(first.head->headers.get("x-ratelimit-remaining-requests") == "1");
  CHECK(first.head->headers.get("x-ratelimit-reset-requests") == "30s");
  CHECK(!first.head->headers.has("x-ratelimit-limit-tokens"));
  CHECK(bench.ask().head->headers.get("x-ratelimit-reset-requests") == "1m0s");
  const auto refused = bench.ask();
  CHECK(refused.head->status == 429);
  CHECK(refused.head->headers.get("retry-after") == "30");
  CHECK(refused.head->headers.get("x-ratelimit-remaining-requests") == "0");
  CHECK(refused.body.find(R"("type":"requests","param":null,"code":"rate_limit_exceeded")") != std::string::npos);
  CHECK(bench.ask("bob").head->status == 200);
  CHECK(bench.answered == 3);
  bench.clock->advance(29s);
  CHECK(bench.ask().head->status == 429);
  bench.clock->advance(1s);
  CHECK(bench.ask().head->status == 200);
  bench.clock->advance(1h);  // a bucket holds no more than the period allows
  CHECK(bench.ask().head->status == 200);
  CHECK(bench.ask().head->status == 200);
  CHECK(bench.ask().head->status == 429);
}

TEST_CASE("tokens are taken as the usage tells, and may be owed") {
  Bench bench{{.limit = {.tokens = 600}, .period = 60s}};
  bench.tokens = 900;
  CHECK(bench.ask().head->headers.get("x-ratelimit-remaining-tokens") == "600");
  const auto refused = bench.ask();
  CHECK(refused.head->status == 429);
  CHECK(refused.head->headers.get("x-ratelimit-remaining-tokens") == "0");
  CHECK(refused.head->headers.get("retry-after-ms") == "30100");  // 300 owed, and one to begin with
  CHECK(refused.body.find(R"("type":"tokens")") != std::string::npos);
  bench.clock->advance(31s);
  CHECK(bench.ask().head->status == 200);
}

TEST_CASE("limits, times and usages may be as large as numbers go") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  Bench wide{{.limit = {.requests = most, .tokens = most}}};
  CHECK(wide.ask().head->headers.get("x-ratelimit-remaining-tokens") == "9000000000000000000");
  Bench once{{.limit = {.requests = 1}, .period = std::chrono::milliseconds::max()}};
  CHECK(once.ask().head->status == 200);
  CHECK(once.ask().head->status == 429);
  Bench owing{{.limit = {.tokens = 100}, .reserved_tokens = -50}};
  owing.tokens = most;
  CHECK(owing.ask().head->headers.get("x-ratelimit-remaining-tokens") == "100");
  const auto refused = owing.ask();
  CHECK(refused.head->status == 429);
  CHECK(refused.head->headers.get("retry-after-ms").find('-') == std::string::npos);
}

TEST_CASE("reserved tokens are given back for the usage, and kept where none is told") {
  Bench bench{{.limit = {.tokens = 100}, .period = 60s, .reserved_tokens = 40}};
  bench.tokens = 10;
  CHECK(bench.ask().head->headers.get("x-ratelimit-remaining-tokens") == "60");
  CHECK(bench.ask().head->headers.get("x-ratelimit-remaining-tokens") == "50");  // 90 are left, less what is reserved
  bench.tokens = 0;
  CHECK(bench.ask().head->headers.get("x-ratelimit-remaining-tokens") == "40");
  CHECK(bench.ask().head->headers.get("x-ratelimit-remaining-tokens") == "0");
  CHECK(bench.ask().head->status == 429);
}

TEST_CASE("a caller may have a limit of its own, and another key than its principal") {
  Bench bench{{.limit = {.requests = 1},
               .limit_of = [](const std::string& key) { return RateLimit{.requests = key == "big" ? 3 : 1}; },
               .key_of = [](const Request& request) { return std::string{request.headers.get("x-team")}; }}};
  const auto ask = [&](const char* team) {
    auto request = bench.request("alice");
    request.headers.set("x-team", team);
    return take(bench.handler(std::move(request))).head->status;
  };
  for (int i = 0; i < 3; ++i) CHECK(ask("big") == 200);
  CHECK(ask("big") == 429);
  CHECK(ask("small") == 200);
  CHECK(ask("small") == 429);
}

TEST_CASE("callers beyond the most share a bucket, and those that are full again are forgotten") {
  Bench bench{{.limit = {.requests = 1}, .period = 60s, .max_keys = 2}};
  CHECK(bench.ask("a").head->status == 200);
  CHECK(bench.ask("b").head->status == 200);
  CHECK(bench.ask("c").head->status == 200);  // the first in the shared bucket
  CHECK(bench.ask("d").head->status == 429);
  bench.clock->advance(60s);
  CHECK(bench.ask("d").head->status == 200);
  CHECK(bench.ask("e").head->status == 200);
  CHECK(bench.ask("d").head->status == 429);
}

TEST_CASE("without limits nothing is refused or said") {
  Bench bench{{}};
  for (int i = 0; i < 5; ++i) {
    const auto taken = bench.ask();
    CHECK(taken.head->status == 200);
    CHECK(!taken.head->headers.has("x-ratelimit-remaining-requests"));
  }
}

TEST_CASE("a layer may edit the heads of answers, those of answers that have none too") {
  const auto layer = edit_head([](Head& head) { head.headers.set("x-served-by", "gateway-1"); });
  const auto good = take(layer([](const Request&) { return ready_answer({.status = 200}, "{}"); })({}));
  CHECK(good.head->headers.get("x-served-by") == "gateway-1");
  const auto failing =
      take(layer([](const Request&) { return failed<Part>(local_error(ErrorKind::timeout, "Late.")); })({}));
  CHECK(failing.head->status == 504);
  CHECK(failing.head->headers.get("x-served-by") == "gateway-1");
}

// What a host makes of it.
class CountedAnswer final : public WrappedAnswer {
 public:
  CountedAnswer(Answer inner, std::size_t& bytes) : WrappedAnswer{std::move(inner)}, bytes_{bytes} {}
  Pull pull(Part& out) override {
    const auto got = inner_->pull(out);
    if (const auto* piece = std::get_if<Bytes>(&out); got == Pull::some && piece) bytes_ += piece->size();
    return got;
  }

 private:
  std::size_t& bytes_;
};

TEST_CASE("a wrapped answer passes everything through") {
  std::size_t bytes = 0;
  const auto taken = take(std::make_unique<CountedAnswer>(ready_answer({.status = 201}, "four"), bytes));
  CHECK(taken.head->status == 201);
  CHECK(taken.body == "four");
  CHECK(bytes == 4);
}

}  // namespace rate_limits
