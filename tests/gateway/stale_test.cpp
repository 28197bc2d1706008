// SPDX-License-Identifier: MIT
// Answers past their time: given while they are asked for anew, and where the targets fail.
#include "cached.hpp"

#include <oaicompat/gateway/cache_freshness.hpp>

#include <algorithm>

using namespace oaicompat;
using namespace std::chrono_literals;

using cached::Cached;

namespace stale_test {

const std::string revalidating = "cache = { ttl = \"1m\", stale_while_revalidate = \"5m\" }";
const std::string on_error = "cache = { ttl = \"1m\", stale_if_error = \"5m\" }\nretry = { max_attempts = 1 }";
const std::string told_anew = [] {
  auto out = cached::whole;
  return out.replace(out.find("Hello"), 5, "World");
}();

std::string state_of(const fakes::Taken& taken) {
  const auto text = taken.header("x-oaicompat-cache");
  return text.substr(0, text.find("; id="));
}
fakes::Taken ask(Cached& ground, Headers headers = {}, const std::string& text = cached::body) {
  return fakes::take(ground.ask(text, std::move(headers)));
}
Headers control(const char* value) { return {{"cache-control", value}}; }

// A gateway that keeps an answer of that age.
struct Aged : Cached {
  explicit Aged(const std::string& rule = revalidating, Duration age = 100s) : Cached{rule} {
    answered(Cached::ask());
    clock->advance(age);
  }
  void refreshed(int status = 200, const std::string& text = told_anew) {
    tell(status, text);
    background->run();
  }
  std::int64_t left(const char* counter, Window window, std::int64_t limit) const {
    return state->look({counter, window, limit, 0}).remaining;
  }
};

// Asks, and has its target fail.
template <class Fail>
fakes::Taken failing(Aged& ground, Fail fail, Headers headers = {}, const std::string& text = cached::body) {
  const auto answer = ground.ask(text, std::move(headers));
  fakes::Taken taken;
  fakes::take(*answer, taken);
  fail(ground.near().last());
  fakes::take(*answer, taken);
  return taken;
}
void say_503(fakes::Call& call) { call.head(503, {{"content-type", "application/json"}}).bytes("{}").end(); }

}  // namespace stale_test

using namespace stale_test;

TEST_CASE("within stale_while_revalidate the kept answer comes at once, and one refresh asks anew behind it") {
  Aged ground;
  const auto first = stale_test::ask(ground);
  CHECK(state_of(first) == "hit; type=stale; age=100");
  CHECK(first.header("age") == "100");
  CHECK(first.body == cached::whole);
  CHECK(ground.reports.back().cache == CacheUse::stale);
  CHECK(ground.reports.back().saved == 60'000);
  for (int i = 0; i < 50; ++i) CHECK(state_of(stale_test::ask(ground)) == "hit; type=stale; age=100");
  CHECK(state_of(stale_test::ask(ground, {}, cached::streamed)) == "hit; type=stale; age=100");
  CHECK(ground.near().count() == 2);
  ground.refreshed();
  const auto fresh = stale_test::ask(ground);
  CHECK(state_of(fresh) == "hit; type=exact; age=0");
  CHECK(fresh.body == told_anew);
  CHECK(ground.near().count() == 2);
}

TEST_CASE("a refresh is reported as no caller's, and its key pays its tokens and no request") {
  Aged ground;
  CHECK(stale_test::ask(ground).head->status == 200);
  ground.refreshed();
  const auto& report = ground.reports.back();
  CHECK(report.cache == CacheUse::refresh);
  CHECK(report.request_id.starts_with("refresh_"));
  CHECK(report.key == "app");
  CHECK(report.route == "route-1");
  CHECK(report.outcome == RequestOutcome::answered);
  CHECK(report.cost == 60'000);
  REQUIRE(report.attempts.size() == 1);
  CHECK(ground.left("key/app/requests", Window::minute, 1'000) == 999);
  CHECK(ground.left("key/app/day", Window::day, 1'000'000'000) == 1'000'000'000 - 2 * 60'000);
}

TEST_CASE("where the budget does not bear a refresh the kept answer comes without one") {
  Aged ground;
  constexpr std::int64_t budget = 1'000'000'000;
  CHECK_FALSE(ground.state->reserve({{"key/app/day", Window::day, budget, budget - 60'000}}).refused);
  CHECK(state_of(stale_test::ask(ground)) == "hit; type=stale; age=100");
  CHECK(ground.near().count() == 1);
}

TEST_CASE("a refresh that fails leaves what is kept, and the next request begins another one") {
  Aged ground{revalidating + "\nretry = { max_attempts = 1 }"};
  CHECK(stale_test::ask(ground).head->status == 200);
  ground.refreshed(503, "{}");
  CHECK(ground.reports.back().outcome == RequestOutcome::failed);
  CHECK(ground.reports.back().attempts.at(0).failure == FailureClass::server);
  CHECK(state_of(stale_test::ask(ground)) == "hit; type=stale; age=100");
  CHECK(ground.near().count() == 3);
}

TEST_CASE("past stale_while_revalidate an answer is no more") {
  Aged ground{revalidating, 359s};
  CHECK(state_of(stale_test::ask(ground)) == "hit; type=stale; age=359");
  ground.clock->advance(1s);
  ground.refreshed(503, "{}");
  Aged late{revalidating, 360s};
  CHECK(late.answered(late.ask()).header("x-oaicompat-cache") == "miss");
}

TEST_CASE("refreshes at once are bounded") {
  const auto other = "{\"seed\":1," + cached::body.substr(1);
  Aged ground{revalidating + "\n[cache]\nmax_refreshes = 1", 0s};
  ground.answered(ground.ask(other));
  ground.clock->advance(100s);
  CHECK(state_of(stale_test::ask(ground)).starts_with("hit; type=stale"));
  CHECK(state_of(stale_test::ask(ground, {}, other)).starts_with("hit; type=stale"));
  CHECK(ground.near().count() == 3);
  ground.refreshed();
  CHECK(state_of(stale_test::ask(ground, {}, other)).starts_with("hit; type=stale"));
  CHECK(ground.near().count() == 4);
}

TEST_CASE("who wants a younger answer than the kept one reads along with its refresh") {
  for (const auto* coalesce : {"true", "false"}) {
    Aged ground{"cache = { ttl = \"1m\", stale_while_revalidate = \"5m\", coalesce = " + std::string{coalesce} + " }"};
    CHECK(state_of(stale_test::ask(ground)).starts_with("hit; type=stale"));
    const auto strict = ground.ask(cached::body, control("max-age=5"));
    fakes::Taken taken;
    fakes::take(*strict, taken);
    CHECK(taken.last == Pull::wait);
    const bool coalesces = coalesce == std::string_view{"true"};
    CHECK(ground.near().count() == (coalesces ? 2 : 3));
    ground.tell(200, told_anew);
    fakes::take(*strict, taken);
    CHECK(taken.body == told_anew);
    CHECK(taken.header("x-oaicompat-cache") == (coalesces ? "hit; type=coalesced" : "miss"));
    ground.background->run();
  }
}

TEST_CASE("a caller may only make stale answers rarer") {
  const auto is_stale = [](const char* value) {
    Aged ground;
    return state_of(stale_test::ask(ground, control(value))).starts_with("hit; type=stale");
  };
  CHECK(is_stale("max-age=100"));
  CHECK_FALSE(is_stale("max-age=99"));
  CHECK(is_stale("max-stale"));
  CHECK(is_stale("max-stale=40"));
  CHECK_FALSE(is_stale("max-stale=39"));
  CHECK_FALSE(is_stale("no-cache"));
  CHECK_FALSE(is_stale("no-store"));
  CHECK(is_stale("stale-if-error=0"));
  Aged late{revalidating, 1000s};
  CHECK(state_of(stale_test::ask(late, control("max-stale=5000"))) == "no head");
  Aged quiet;
  CHECK(state_of(stale_test::ask(quiet, control("only-if-cached"))).starts_with("hit; type=stale"));
  CHECK(quiet.near().count() == 1);
}

TEST_CASE("a refresh says nothing that names its caller's request") {
  Aged ground;
  CHECK(stale_test::ask(ground, {{"idempotency-key", "once"}, {"x-request-id", "r"}, {"x-kept", "yes"}}).head);
  const auto& headers = ground.near().last().request.headers;
  CHECK_FALSE(headers.has("idempotency-key"));
  CHECK_FALSE(headers.has("x-request-id"));
  CHECK(headers.get("x-kept") == "yes");
}

TEST_CASE("refreshes end with the gateway, or when they are stopped") {
  Aged ground;
  CHECK(stale_test::ask(ground).head->status == 200);
  ground.gateway->stop_refreshes();
  CHECK(ground.near().last().dropped);
  CHECK(ground.reports.back().outcome == RequestOutcome::cancelled);
  CHECK(state_of(stale_test::ask(ground)).starts_with("hit; type=stale"));
  CHECK(ground.near().count() == 2);
  Aged gone;
  CHECK(stale_test::ask(gone).head->status == 200);
  const auto call = gone.near().calls->back();
  gone.gateway.reset();
  CHECK(call->dropped);
}

TEST_CASE("within stale_if_error the kept answer comes in the place of a failure") {
  const std::vector<std::function<void(fakes::Call&)>> failures{
      say_503,
      [](fakes::Call& call) { call.fail(ErrorKind::connection); },
      [](fakes::Call& call) { call.head(200, hostile::json).bytes("{\"cut").end(); },
      [](fakes::Call& call) { call.head(401, hostile::json).bytes("{}").end(); },
      [](fakes::Call& call) { call.head(429, hostile::json).bytes("{}").end(); },
  };
  for (const auto& fail : failures) {
    Aged ground{on_error};
    const auto taken = failing(ground, fail);
    CHECK(taken.last == Pull::end);
    CHECK(taken.head->status == 200);
    CHECK(state_of(taken) == "hit; type=stale; age=100");
    CHECK(taken.body == cached::whole);
    const auto& report = ground.reports.back();
    CHECK(report.cache == CacheUse::stale);
    CHECK(report.outcome == RequestOutcome::answered);
    CHECK(report.status == 200);
    CHECK(report.error.empty());
    CHECK(report.saved == 60'000);
    REQUIRE(report.attempts.size() == 1);
    CHECK(report.attempts[0].failure);
    CHECK(ground.near().count() == 2);
  }
  Aged slow{on_error};
  const auto answer = slow.ask();
  fakes::Taken taken;
  fakes::take(*answer, taken);
  slow.clock->advance(31s);
  fakes::take(*answer, taken);
  CHECK(state_of(taken) == "hit; type=stale; age=131");
}

TEST_CASE("a stream that fails before it said anything is the kept answer as a stream") {
  Aged ground{on_error};
  const auto taken = failing(ground, say_503, {}, cached::streamed);
  CHECK(taken.header("content-type") == "text/event-stream; charset=utf-8");
  CHECK(answer_text(whole_answer(taken.body)) == "Hello");
  CHECK(taken.body.find("\"usage\":{") == std::string::npos);
}

TEST_CASE(
    "no kept answer stands for the caller's own fault, for one that is too old, or that the caller does not want") {
  const auto status = [](Duration age, const char* value, int answered) {
    Aged ground{on_error, age};
    const auto fail = [&](fakes::Call& call) { call.head(answered, hostile::json).bytes("{}").end(); };
    return failing(ground, fail, value ? control(value) : Headers{}).head->status;
  };
  CHECK(status(100s, nullptr, 503) == 200);
  CHECK(status(100s, nullptr, 400) == 400);
  CHECK(status(100s, nullptr, 404) == 404);
  CHECK(status(360s, nullptr, 503) == 503);
  CHECK(status(100s, "no-cache", 503) == 503);
  CHECK(status(100s, "max-age=50", 503) == 503);
  CHECK(status(100s, "max-stale=39", 503) == 503);
  CHECK(status(100s, "stale-if-error=39", 503) == 503);
  CHECK(status(100s, "stale-if-error=40", 503) == 200);
}

TEST_CASE("equal requests at once that fail together each get what their callers allow, and the target is asked once") {
  Aged ground{on_error};
  const auto first = ground.ask(), second = ground.ask();
  ground.tell(503, "{}");
  CHECK(state_of(fakes::take(first)) == "hit; type=stale; age=100");
  CHECK(state_of(fakes::take(second)) == "hit; type=stale; age=100");
  CHECK(ground.near().count() == 2);
  for (auto each = ground.reports.end() - 2; each != ground.reports.end(); ++each) {
    CHECK(each->cache == CacheUse::stale);
    CHECK(each->outcome == RequestOutcome::answered);
  }
  const auto strict = ground.ask(cached::body, control("max-age=5")), mild = ground.ask();
  ground.tell(503, "{}");
  CHECK(fakes::take(strict).head->status == 503);
  CHECK(state_of(fakes::take(mild)) == "hit; type=stale; age=100");
  CHECK(ground.near().count() == 3);
}

TEST_CASE("who follows a request that got the kept answer, and may not have it, asks the target alone") {
  Aged ground{on_error};
  const auto leading = ground.ask(), following = ground.ask(cached::body, control("max-age=5"));
  ground.tell(503, "{}");
  CHECK(state_of(fakes::take(leading)) == "hit; type=stale; age=100");
  fakes::Taken taken;
  fakes::take(*following, taken);
  CHECK(ground.near().count() == 3);
  ground.tell(200, told_anew);
  fakes::take(*following, taken);
  CHECK(taken.header("x-oaicompat-cache") == "miss");
  CHECK(taken.body == told_anew);
}

TEST_CASE("what a target says of a cache of its own is not said, and makes nobody ask alone") {
  Cached ground{on_error};
  const auto answered = [&](const Answer& answer) {
    ground.near().last().head(200, {{"content-type", "application/json"}, {"x-oaicompat-cache", "hit; type=stale"}});
    ground.near().last().bytes(cached::whole).end();
    return fakes::take(answer).header("x-oaicompat-cache");
  };
  const auto first = ground.ask(), second = ground.ask();
  CHECK(answered(first) == "miss");
  CHECK(fakes::take(second).header("x-oaicompat-cache") == "hit; type=coalesced");
  CHECK(answered(ground.ask(cached::body, control("no-store"))) == "bypass");
}

TEST_CASE("what is given in the place of a failure is not kept anew") {
  Aged ground{on_error};
  CHECK(state_of(failing(ground, say_503)) == "hit; type=stale; age=100");
  ground.clock->advance(1s);
  CHECK(state_of(failing(ground, say_503)) == "hit; type=stale; age=101");
}

TEST_CASE("stale answers and refreshes are in the metrics and in the log") {
  Aged ground;
  CHECK(stale_test::ask(ground).head->status == 200);
  ground.refreshed();
  GatewayMetrics metrics;
  for (const auto& each : ground.reports) metrics.add(each);
  const auto text = metrics.text(MetricsFormat::prometheus, {}, {}, ground.gateway->cache_bytes());
  const auto has = [&](const std::string& line) { return text.find(line) != std::string::npos; };
  CHECK(has("cache_requests_total{type=\"exact\",outcome=\"stale\"} 1\n"));
  CHECK(has("cache_refreshes_total{outcome=\"answered\"} 1\n"));
  CHECK(has("cache_saved_usd_total 0.000060000\n"));
  CHECK(has("cost_usd_total 0.000120000\n"));
  CHECK(has("attempts_total{target=\"near\",class=\"ok\"} 2\n"));
  CHECK(has("requests_total{op=\"chat\",model=\"other\",target=\"near\",status=\"200\"} 1\n"));
  CHECK(has("# TYPE oaicompat_gateway_cache_bytes gauge\noaicompat_gateway_cache_bytes " +
            std::to_string(ground.gateway->cache_bytes().value_or(0)) + "\n"));
  CHECK(metrics.text(MetricsFormat::prometheus, {}).find("cache_bytes") == std::string::npos);
  const auto line = log_json(LogRecord{.report = ground.reports.at(1)}, LogBodies::without);
  CHECK(line.find(R"("cache":"stale","saved_nano_usd":60000)") != std::string::npos);
}

TEST_CASE("how long an answer is fresh is bounded by what it was kept for, and by the rules") {
  const RouteCache rule{.ttl = 60s, .stale_while_revalidate = 30s, .stale_if_error = 90s};
  const auto at = [&](std::int64_t age, std::chrono::milliseconds fresh_for) {
    const auto standing = detail::standing_of({.stored_at = 1'000, .fresh_for = fresh_for}, 1'000 + age, rule, {});
    CHECK(standing.age == std::max<std::int64_t>(0, age));
    return std::string{standing.is_fresh         ? "fresh"
                       : standing.while_asked    ? "while"
                       : standing.where_it_fails ? "where"
                                                 : "gone"};
  };
  CHECK(at(59, 0ms) == "fresh");
  CHECK(at(-5, 0ms) == "fresh");
  CHECK(at(60, 0ms) == "while");
  CHECK(at(89, 0ms) == "while");
  CHECK(at(90, 0ms) == "where");
  CHECK(at(149, 0ms) == "where");
  CHECK(at(150, 0ms) == "gone");
  CHECK(at(20, 20s) == "while");
  CHECK(at(59, 1h) == "fresh");
  CHECK(at(60, 1h) == "while");
  const auto oldest = detail::standing_of({.stored_at = -1}, INT64_MAX - 1, rule, {});
  CHECK_FALSE(oldest.is_fresh);
}
