// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/json/member_scan.hpp>

#include <chrono>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace limits_test {

// One target, and the key `sk-oc-1` of a tenant. LIMITS are the key's.
const std::string rules = R"(
[targets.near]
base_url = "http://near/v1"
price_per_million = { input = 1, output = 10 }
[targets.free]
base_url = "http://free/v1"
[[routes]]
name = "all"
match = { model = "m*" }
strategy = "priority"
use = [{ target = "near" }]
[[routes]]
name = "unpriced"
match = { model = "free" }
use = [{ target = "free" }]
[tenants.team]
concurrent = 3
[[keys]]
name = "app"
tenant = "team"
sha256 = "2c090a8fd155604c1aceac8ad8abd67f1f16ebfa91699984fcdd18e5b099650a"
)";

struct Limited {
  std::map<std::string, fakes::Inner> targets;
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(1'700'006'400);
  SharedStatePtr state = memory_state(clock);
  std::vector<RequestReport> reports;
  std::optional<Gateway> gateway;

  explicit Limited(const std::string& limits, const std::string& base = rules) {
    clock->advance(1s);
    gateway =
        Gateway::create(
            read_rules(base + limits).value(),
            {.connect = [this](const Target& target, const std::string&) { return targets[target.name].handler(); },
             .on_request = [this](const RequestReport& report) { reports.push_back(report); },
             .state = state,
             .clock = clock})
            .value();
  }
  Answer ask(std::string body = R"({"model":"m","max_tokens":100})") const {
    return gateway->handler()({.method = "POST",
                               .path = "/v1/chat/completions",
                               .headers = {{"authorization", "Bearer sk-oc-1"}},
                               .body = Bytes{std::move(body)}});
  }
  fakes::Call& near() { return targets["near"].last(); }
  void tell(std::int64_t input, std::int64_t output) {
    near()
        .head(200, {{"content-type", "application/json"}, {"x-ratelimit-limit-requests", "9"}})
        .bytes(R"({"model":"m-1","usage":{"prompt_tokens":)" + std::to_string(input) + R"(,"completion_tokens":)" +
               std::to_string(output) + "}}")
        .end();
  }
  fakes::Taken answered(std::int64_t input, std::int64_t output) {
    const auto answer = ask();
    tell(input, output);
    return fakes::take(answer);
  }
  std::int64_t remaining(const char* counter, Window window, std::int64_t limit) const {
    return state->look({counter, window, limit, 0}).remaining;
  }
};

std::string error_says(const fakes::Taken& taken, const std::string& member) {
  return std::string{detail::member_text(*detail::member_text(taken.body, "error"), member).value_or("")};
}

}  // namespace limits_test

using limits_test::error_says;
using limits_test::Limited;

TEST_CASE("requests over the minute's limit are refused with the wait, and no target is asked") {
  Limited ground{"rpm = 2"};
  auto taken = ground.answered(1, 1);
  CHECK(taken.header("x-ratelimit-limit-requests") == "2");
  CHECK(taken.header("x-ratelimit-remaining-requests") == "1");
  CHECK(taken.header("x-ratelimit-reset-requests") == "30s");
  CHECK(taken.header("x-upstream-ratelimit-limit-requests") == "9");
  ground.answered(1, 1);
  taken = fakes::take(ground.ask());
  CHECK(taken.head->status == 429);
  CHECK(error_says(taken, "type") == "\"requests\"");
  CHECK(error_says(taken, "code") == "\"rate_limit_exceeded\"");
  CHECK(taken.header("retry-after") == "30");
  CHECK(taken.header("x-ratelimit-remaining-requests") == "0");
  CHECK(taken.header("x-ratelimit-reset-requests") == "1m0s");
  CHECK(ground.targets["near"].count() == 2);
  CHECK(ground.reports.back().outcome == RequestOutcome::refused);
  CHECK(ground.reports.back().error == "rate_limit_exceeded");
  CHECK(ground.reports.back().attempts.empty());
  ground.clock->advance(30s);
  CHECK(ground.answered(1, 1).head->status == 200);
}

TEST_CASE("tokens are taken before a target is asked, and settled by the answer's usage") {
  Limited ground{"tpm = 1000"};
  const auto answer = ground.ask();
  CHECK(ground.remaining("key/app/tokens", Window::minute, 1'000) == 900);
  ground.tell(20, 30);
  CHECK(fakes::take(answer).header("x-ratelimit-remaining-tokens") == "900");
  CHECK(ground.remaining("key/app/tokens", Window::minute, 1'000) == 950);
}

TEST_CASE("a request that says no bound does not block others for good") {
  Limited ground{"tpm = 1000"};
  const auto answer = ground.ask(R"({"model":"m"})");
  CHECK(ground.remaining("key/app/tokens", Window::minute, 1'000) == 0);
  const auto refused = fakes::take(ground.ask());
  CHECK(refused.head->status == 429);
  CHECK(error_says(refused, "type") == "\"tokens\"");
  ground.tell(20, 30);
  CHECK(fakes::take(answer).head->status == 200);
  CHECK(ground.remaining("key/app/tokens", Window::minute, 1'000) == 950);
}

TEST_CASE("requests at once are limited for a key and for its tenant, until they end or their caller leaves") {
  Limited ground{"concurrent = 2"};
  auto first = ground.ask();
  const auto second = ground.ask();
  const auto refused = fakes::take(ground.ask());
  CHECK(refused.head->status == 429);
  CHECK(refused.header("retry-after") == "1");
  first.reset();
  CHECK(ground.reports.back().outcome == RequestOutcome::cancelled);
  CHECK(ground.remaining("key/app/open", Window::open, 2) == 1);
  CHECK(ground.remaining("tenant/team/open", Window::open, 3) == 2);
  const auto third = ground.ask();
  CHECK(fakes::take(third).last == Pull::wait);
}

TEST_CASE("a budget is taken at the target's price, settled to the nano-dollar, and never exceeded") {
  Limited ground{"usd_per_day = 0.002"};
  const auto first = ground.ask();  // 100 tokens at 10 dollars a million: a tenth of a cent
  CHECK(ground.remaining("key/app/day", Window::day, 2'000'000) == 1'000'000);
  const auto second = ground.ask();
  const auto third = fakes::take(ground.ask());
  CHECK(third.head->status == 429);
  CHECK(error_says(third, "type") == "\"insufficient_quota\"");
  CHECK(error_says(third, "code") == "\"insufficient_quota\"");
  CHECK(third.header("retry-after") == "");
  ground.tell(7, 3);
  CHECK(fakes::take(second).header("x-oaicompat-budget-used") == "1.00");
  CHECK(ground.remaining("key/app/day", Window::day, 2'000'000) == 1'000'000 - 37'000);
  CHECK(ground.reports.back().cost == 37'000);
  CHECK(ground.reports.back().tokens == TokenTally{.input = 7, .output = 3});
  CHECK(ground.reports.back().model == "m-1");
  CHECK(ground.reports.back().model_asked == "m");
  CHECK(ground.reports.back().target == "near");
  CHECK(ground.reports.back().route == "all");
  CHECK(ground.reports.back().tenant == "team");
}

TEST_CASE(
    "a budget that does not bear the caller's model is asked for a cheaper one, and refuses where it bears neither") {
  const std::string cheaper = R"(
[targets.small]
base_url = "http://small/v1"
models = { "little" = "small-1" }
price_per_million = { input = 0.1, output = 1 }
[[routes]]
match = { model = "little" }
use = [{ target = "small" }]
)";
  Limited ground{"usd_per_day = 0.00115\ndowngrade = \"little\"" + cheaper};
  const auto first = ground.ask();
  const auto second = ground.ask();
  CHECK(fakes::take(first).last == Pull::wait);
  auto& small = ground.targets["small"].last();
  CHECK(small.request.body.view().find(R"("model":"small-1")") != std::string_view::npos);
  small.head(200, {{"content-type", "application/json"}})
      .bytes(R"({"model":"small-1","usage":{"prompt_tokens":0,"completion_tokens":100}})")
      .end();
  const auto told = fakes::take(second);
  CHECK(told.head->status == 200);
  CHECK(told.header("x-oaicompat-downgraded-to") == "little");
  CHECK(ground.reports.back().model_asked == "m");
  CHECK(ground.reports.back().cost == 100'000);
  const auto third = fakes::take(ground.ask());
  CHECK(third.head->status == 429);
  CHECK(error_says(third, "code") == "\"insufficient_quota\"");
}

TEST_CASE("where a key and its tenant name cheaper models that no budget bears, the request is refused") {
  const std::string cheaper = R"(
[targets.small]
base_url = "http://small/v1"
price_per_million = { input = 0.1, output = 1 }
[[routes]]
match = { model = "l*" }
use = [{ target = "small" }]
)";
  auto base = limits_test::rules;
  base.replace(base.find("concurrent = 3"), 14, "usd_per_day = 0.00001\ndowngrade = \"less\"");
  Limited ground{"usd_per_day = 0.00001\ndowngrade = \"little\"" + cheaper, base};
  const auto refused = fakes::take(ground.ask());
  CHECK(refused.head->status == 429);
  CHECK(error_says(refused, "code") == "\"insufficient_quota\"");
  CHECK(ground.targets["small"].count() == 0);
  CHECK(ground.targets["near"].count() == 0);
}

TEST_CASE("of a request that no target answers nothing is spent but the request itself") {
  Limited ground{"rpm = 9\ntpm = 1000\nusd_per_day = 0.002"};
  const auto answer = ground.ask();
  ground.near().head(400, hostile::json).bytes("{}").end();
  fakes::take(answer);
  CHECK(ground.remaining("key/app/day", Window::day, 2'000'000) == 2'000'000);
  CHECK(ground.remaining("key/app/tokens", Window::minute, 1'000) == 1'000);
  CHECK(ground.remaining("key/app/requests", Window::minute, 9) == 8);
  CHECK(ground.reports.back().outcome == RequestOutcome::failed);
  CHECK(ground.reports.back().status == 400);
  CHECK(ground.reports.back().error == "caller");
}

TEST_CASE("a budget's key may not use a model without a price, and others may, unpriced but never free") {
  const std::string free = R"({"model":"free"})";
  const Limited kept{"usd_per_month = 5"};
  CHECK(error_says(fakes::take(kept.ask(free)), "code") == "\"model_unpriced\"");
  Limited open{""};
  const auto answer = open.ask(free);
  open.targets["free"].last().head(200, hostile::json).bytes(R"({"usage":{"prompt_tokens":1}})").end();
  fakes::take(answer);
  CHECK(open.reports.back().tokens == TokenTally{.input = 1});
  CHECK(open.reports.back().unpriced);
  CHECK(open.reports.back().cost == std::nullopt);
}

TEST_CASE("a stream's usage settles its account although the caller did not ask for it") {
  Limited ground{"usd_per_day = 1"};
  const auto answer = ground.ask(R"({"model":"m","stream":true})");
  CHECK(ground.near().request.body.view().find("include_usage") != std::string_view::npos);
  ground.near().stream_head().bytes(hostile::token + hostile::finish);
  ground.near().bytes("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":1}}\n\n");
  ground.near().bytes(hostile::done).end();
  CHECK(fakes::take(answer).body == hostile::token + hostile::finish + hostile::done);
  CHECK(ground.reports.back().cost == 12'000);
  CHECK(ground.reports.back().outcome == RequestOutcome::answered);
  CHECK(ground.remaining("key/app/day", Window::day, 1'000'000'000) == 1'000'000'000 - 12'000);
}

TEST_CASE("counters are kept over a reload, under their new limits") {
  Limited ground{"rpm = 2"};
  ground.answered(1, 1);
  REQUIRE(ground.gateway->reload(read_rules(limits_test::rules + "rpm = 1").value()).has_value());
  CHECK(fakes::take(ground.ask()).head->status == 429);
}

TEST_CASE("a caller sees the models that its key may use") {
  const auto models = [](const std::string& key_rules) {
    const Limited ground{key_rules};
    return fakes::take(
        ground.gateway->handler()({.path = "/v1/models", .headers = {{"authorization", "Bearer sk-oc-1"}}}));
  };
  CHECK(models("").body ==
        R"({"object":"list","data":[{"id":"free","object":"model","created":0,"owned_by":"gateway"}]})");
  const auto named = models("models = [\"m-2\", \"other\"]");
  CHECK(named.body.find("\"m-2\"") != std::string::npos);
  CHECK(named.body.find("\"free\"") == std::string::npos);
  CHECK(named.body.find("\"other\"") == std::string::npos);
  const Limited ground{""};
  CHECK(fakes::take(ground.gateway->handler()({.path = "/v1/models"})).head->status == 401);
  const Headers shown{{"authorization", "Bearer sk-oc-1"}};
  CHECK(fakes::take(ground.gateway->handler()({.path = "/v1/models/free", .headers = shown})).head->status == 200);
  CHECK(fakes::take(ground.gateway->handler()({.path = "/v1/models/x", .headers = shown})).head->status == 404);
}
