// SPDX-License-Identifier: MIT
#include "cached.hpp"

#include <oaicompat/gateway/admin.hpp>

using namespace oaicompat;
using namespace std::chrono_literals;

using cached::Cached;

TEST_CASE("an equal request is answered by the kept bytes, and no target is asked") {
  Cached ground;
  const auto first = ground.answered(ground.ask());
  CHECK(first.header("x-oaicompat-cache") == "miss");
  ground.clock->advance(12s);
  const auto second = fakes::take(ground.ask());
  CHECK(ground.near().count() == 1);
  CHECK(second.head->status == 200);
  CHECK(second.body == cached::whole);
  CHECK(second.header("content-type") == "application/json");
  CHECK(second.header("x-oaicompat-cache").starts_with("hit; type=exact; age=12; id="));
  CHECK(second.header("age") == "12");
  CHECK(second.header("x-oaicompat-cost-usd") == "0");
  const auto& report = ground.reports.back();
  CHECK(report.outcome == RequestOutcome::answered);
  CHECK(report.cache == CacheUse::hit);
  CHECK(report.cost == 0);
  CHECK(report.saved == 10 * 1'000 + 5 * 10'000);
  CHECK(report.tokens->input == 10);
  CHECK(report.attempts.empty());
}

TEST_CASE("a kept answer ends with its time") {
  Cached ground;
  ground.answered(ground.ask());
  ground.clock->advance(300s);
  CHECK(ground.answered(ground.ask()).header("x-oaicompat-cache") == "miss");
  CHECK(ground.near().count() == 2);
}

TEST_CASE("a route without a cache says nothing of one") {
  Cached ground{""};
  CHECK(ground.answered(ground.ask()).header("x-oaicompat-cache").empty());
  ground.answered(ground.ask());
  CHECK(ground.near().count() == 2);
  CHECK(ground.reports.back().cache == CacheUse::none);
}

TEST_CASE("a whole answer is replayed as a stream") {
  Cached ground;
  ground.answered(ground.ask());
  auto taken = fakes::take(ground.ask(cached::streamed));
  CHECK(ground.near().count() == 1);
  CHECK(taken.header("content-type") == "text/event-stream; charset=utf-8");
  CHECK(taken.body.ends_with("data: [DONE]\n\n"));
  CHECK(taken.body.find("\"usage\":{") == std::string::npos);
  const auto whole = whole_answer(taken.body);
  CHECK(answer_text(whole) == "Hello");
  CHECK(detail::member_text(whole, "id") == "\"c-1\"");
  taken = fakes::take(ground.ask(cached::streamed_with_usage));
  CHECK(ground.near().count() == 1);
  CHECK(taken.body.find("\"prompt_tokens\":10") != std::string::npos);
}

TEST_CASE("a long text is replayed in pieces that keep its characters whole") {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "ab\xC3\xA9";
  const auto events =
      detail::replay_events(R"({"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,)"
                            R"("message":{"role":"assistant","content":")" +
                                text + R"("},"finish_reason":"stop"}]})",
                            detail::ReplayForm::events);
  REQUIRE(events);
  CHECK(answer_text(whole_answer(*events)) == text);
  std::size_t pieces = 0;
  for (auto at = events->find("\"content\":\"ab"); at != events->npos; at = events->find("\"content\":", at + 1))
    ++pieces;
  CHECK(pieces >= 3);
}

TEST_CASE("a stream's answer is given again whole and as a stream, with the usage that its caller did not see") {
  Cached ground;
  const auto answer = ground.ask(cached::streamed);
  ground.stream(cached::events);
  const auto first = fakes::take(answer);
  CHECK(first.body.find("\"usage\"") == std::string::npos);
  CHECK(ground.near().last().request.body.view().find("include_usage") != std::string_view::npos);
  const auto whole = fakes::take(ground.ask());
  CHECK(ground.near().count() == 1);
  CHECK(answer_text(whole.body) == "Hello");
  CHECK(detail::usage_of(whole.body)->output == 5);
  const auto again = fakes::take(ground.ask(cached::streamed));
  CHECK(answer_text(whole_answer(again.body)) == "Hello");
  CHECK(ground.reports.back().saved == 10 * 1'000 + 5 * 10'000);
}

TEST_CASE("errors, cut streams, filtered and large answers are not kept") {
  const auto asks_again = [](const char* rule, const std::function<void(Cached&)>& answer, const std::string& body) {
    Cached ground{rule};
    auto taken = ground.ask(body);
    answer(ground);
    fakes::take(taken);
    const auto calls = ground.near().count();
    (void)fakes::take(ground.ask(body));
    return ground.near().count() > calls;
  };
  const auto cut = cached::events.substr(0, cached::events.find("data: [DONE]") - 20);
  CHECK(asks_again(
      "cache = {}", [](Cached& g) { g.tell(400, R"({"error":{"message":"no"}})"); }, cached::body));
  CHECK(asks_again(
      "cache = {}", [&](Cached& g) { g.stream(cut.substr(0, cut.find("finish_reason\":\"stop"))); }, cached::streamed));
  CHECK(asks_again(
      "cache = {}",
      [&](Cached& g) {
        g.stream(cached::token + R"(data: {"error":{"message":"no"}})"
                                 "\n\n");
      },
      cached::streamed));
  auto filtered = cached::whole;
  filtered.replace(filtered.find("\"stop\""), 6, "\"content_filter\"");
  CHECK(asks_again(
      "cache = {}", [&](Cached& g) { g.tell(200, filtered); }, cached::body));
  CHECK(asks_again(
      "cache = { max_answer = 20 }", [](Cached& g) { g.tell(200, cached::whole); }, cached::body));
  CHECK_FALSE(asks_again(
      "cache = {}", [](Cached& g) { g.tell(200, cached::whole); }, cached::body));
}

TEST_CASE("an answer that tells of an error, goes on after its end, or has not ended is not kept") {
  const auto keeps = [](const std::string& path, const std::string& body, bool streamed = false) {
    using detail::ReplayForm;
    const auto form = streamed ? ReplayForm::events_and_usage : ReplayForm::whole;
    return detail::keepable_answer(path, form, Bytes{body}).has_value();
  };
  const auto chat = "/v1/chat/completions";
  const auto with = [](std::string text, const std::string& old, const std::string& by) {
    return text.replace(text.find(old), old.size(), by);
  };
  CHECK(keeps(chat, cached::whole));
  CHECK(keeps(chat, cached::events, true));
  const std::string done = "data: [DONE]\n\n";
  for (const auto* error : {"event: error\ndata: {\"message\":\"no\"}\n\n", "data: {\"type\":\"error\"}\n\n",
                            "data: {\"error\":\"no\",\"choices\":[]}\n\n"}) {
    CAPTURE(error);
    CHECK_FALSE(keeps(chat, with(cached::events, done, error + done), true));
    CHECK_FALSE(keeps(chat, cached::events + error, true));
  }
  CHECK_FALSE(keeps(chat, cached::events + cached::token + done, true));
  const auto says = [&](const std::string& delta) {
    return keeps(chat, with(cached::events, done, "data: {\"choices\":[{\"index\":0," + delta + "}]}\n\n" + done),
                 true);
  };
  CHECK(says(R"("delta":{"content":"\ud83d\uDE00 \\ud83d \u00e9"},"message":null)"));
  CHECK_FALSE(says(R"("delta":{"content":"\ud83d"})"));
  CHECK_FALSE(says(R"("delta":{"content":"\uDE00"})"));
  CHECK_FALSE(says(R"("message":{"role":"assistant","content":"All of it."})"));
  CHECK_FALSE(keeps(chat, cached::events + "data: {\"choices\"", true));
  CHECK(keeps(chat, cached::events + ": a comment\n\n", true));
  const std::string text = R"({"choices":[{"index":0,"text":"content_filter","finish_reason":"stop"}]})";
  CHECK(keeps("/v1/completions", text));
  for (const auto* reason : {"null", "\"\"", "\"error\"", "\"content_filter\"", "\"abort\""}) {
    CAPTURE(reason);
    CHECK_FALSE(keeps(chat, with(cached::whole, "\"stop\"", reason)));
    CHECK_FALSE(keeps(chat, with(cached::events, "\"stop\"", reason), true));
    CHECK_FALSE(keeps("/v1/completions", with(text, "\"stop\"", reason)));
  }
  CHECK(keeps("/v1/messages", R"({"type":"message","stop_reason":"end_turn"})"));
  CHECK_FALSE(keeps("/v1/messages", R"({"type":"message","stop_reason":null})"));
}

TEST_CASE("a caller who leaves a stream leaves nothing in the cache") {
  Cached ground;
  auto answer = ground.ask(cached::streamed);
  ground.near().last().stream_head().bytes(cached::token);
  fakes::take(answer);
  answer.reset();
  CHECK(ground.reports.back().outcome == RequestOutcome::cancelled);
  auto again = ground.ask(cached::streamed);
  CHECK(ground.near().count() == 2);
}

TEST_CASE("a caller who leaves a stream at its mark was answered, and the answer is kept") {
  for (const auto* rule : {"cache = {}", "cache = { coalesce = false }"}) {
    Cached ground{rule};
    auto answer = ground.ask(cached::streamed);
    ground.near().last().stream_head().bytes(cached::events);
    fakes::take(answer);
    answer.reset();
    CHECK(ground.reports.back().outcome == RequestOutcome::answered);
    CHECK(ground.reports.back().tokens == TokenTally{.input = 10, .output = 5});
    const auto again = fakes::take(ground.ask(cached::streamed));
    CHECK(again.head->headers.get("x-oaicompat-cache").starts_with("hit; type=exact"));
    CHECK(ground.near().count() == 1);
  }
}

TEST_CASE("a caller may ask for less of the cache") {
  Cached ground;
  CHECK(fakes::take(ground.ask(cached::body, {{"cache-control", "only-if-cached"}})).head->status == 504);
  ground.answered(ground.ask());
  ground.clock->advance(10s);
  CHECK(fakes::take(ground.ask(cached::body, {{"cache-control", "only-if-cached"}})).head->status == 200);
  CHECK(fakes::take(ground.ask(cached::body, {{"cache-control", "max-age=10"}})).head->status == 200);
  CHECK(ground.near().count() == 1);
  CHECK(ground.answered(ground.ask(cached::body, {{"cache-control", "no-store"}})).header("x-oaicompat-cache") ==
        "bypass");
  CHECK(ground.near().count() == 2);
  CHECK(fakes::take(ground.ask()).header("age") == "10");
  CHECK(ground.answered(ground.ask(cached::body, {{"cache-control", "max-age=9"}})).header("x-oaicompat-cache") ==
        "miss");
  CHECK(fakes::take(ground.ask()).header("age") == "0");
  ground.clock->advance(1s);
  ground.answered(ground.ask(cached::body, {{"cache-control", "no-cache"}}));
  CHECK(ground.near().count() == 4);
  CHECK(fakes::take(ground.ask()).header("age") == "0");
}

TEST_CASE("no answer crosses a tenant") {
  Cached ground;
  ground.answered(ground.ask());
  CHECK(fakes::take(ground.ask(cached::body, {{"authorization", "Bearer sk-oc-2"}})).header("x-oaicompat-cache") ==
        "no head");
  CHECK(ground.near().count() == 2);
}

TEST_CASE("a hit takes one request of the limits, and no tokens or money") {
  Cached ground;
  ground.answered(ground.ask());
  const auto left = [&](const char* counter, Window window, std::int64_t limit) {
    return ground.state->look({counter, window, limit, 0}).remaining;
  };
  const auto money = left("key/app/day", Window::day, 1'000'000'000);
  CHECK(fakes::take(ground.ask()).head->status == 200);
  CHECK(left("key/app/requests", Window::minute, 1'000) == 998);
  CHECK(left("key/app/day", Window::day, 1'000'000'000) == money);
}

TEST_CASE("an answer that another target gave does not count for the first") {
  Cached ground;
  const auto answer = ground.ask();
  ground.tell(500, "{}");
  Part part;
  for (int i = 0; i < 4 && ground.targets["far"].count() == 0; ++i) {
    ground.tell(500, "{}");
    (void)answer->pull(part);
    ground.clock->advance(1s);
  }
  REQUIRE(ground.targets["far"].count() == 1);
  ground.targets["far"].last().head(200, {{"content-type", "application/json"}}).bytes(cached::whole).end();
  CHECK(fakes::take(answer).header("x-oaicompat-target") == "far");
  const auto calls = ground.near().count();
  auto again = ground.ask();
  CHECK(ground.near().count() == calls + 1);
}

TEST_CASE("an answer that the cache finds later is waited for") {
  struct Late final : AnswerCache {
    void find(const std::string&, Found found) override { waiting = std::move(found); }
    void put(const std::string&, CachedAnswerPtr answer, std::chrono::milliseconds) override { kept = answer; }
    bool forget(std::string_view) override { return false; }
    Found waiting;
    CachedAnswerPtr kept;
  };
  const auto late = std::make_shared<Late>();
  Cached ground{"cache = {}", late};
  auto answer = ground.ask();
  fakes::Taken taken;
  fakes::take(*answer, taken);
  CHECK(taken.last == Pull::wait);
  CHECK(ground.near().count() == 0);
  const auto wakes = fakes::count_wakes(*answer);
  late->waiting(nullptr);
  CHECK(*wakes == 1);
  fakes::take(*answer, taken);
  ground.tell(200, cached::whole);
  fakes::take(*answer, taken);
  CHECK(taken.body == cached::whole);
  REQUIRE(late->kept);
  auto left = ground.ask();
  left.reset();
  CHECK(ground.reports.back().outcome == RequestOutcome::cancelled);
  answer = ground.ask();
  late->waiting(late->kept);
  CHECK(fakes::take(answer).body == cached::whole);
  CHECK(ground.near().count() == 1);
}

TEST_CASE("what the cache saves is in the metrics and in the log") {
  Cached ground;
  GatewayMetrics metrics;
  ground.answered(ground.ask());
  fakes::take(ground.ask());
  for (const auto& each : ground.reports) metrics.add(each);
  const auto text = metrics.text(MetricsFormat::prometheus, {});
  CHECK(text.find("cache_requests_total{type=\"exact\",outcome=\"hit\"} 1\n") != std::string::npos);
  CHECK(text.find("cache_requests_total{type=\"exact\",outcome=\"miss\"} 1\n") != std::string::npos);
  CHECK(text.find("cache_saved_usd_total 0.000060000\n") != std::string::npos);
  const auto line = log_json(LogRecord{.report = ground.reports.back()}, LogBodies::without);
  CHECK(line.find(R"("cache":"hit","saved_nano_usd":60000)") != std::string::npos);
}

TEST_CASE("the rules of a cache are read, and what is wrong with them is told by its line") {
  const std::string before =
      "[cache]\nmax_bytes = 5\nmax_refreshes = 3\n[targets.a]\nbase_url = \"http://a/v1\"\n[[routes]]\nuse = [{ target "
      "= \"a\" }]\n";
  const auto rules = read_rules(before +
                                "cache = { ttl = \"1m\", scope = \"key\", random_answers = true, any_target = true, "
                                "count_hits = false, coalesce = false, headers = [\"x\"], max_answer = 7, "
                                "stale_while_revalidate = \"2m\", stale_if_error = \"1000000000m\" }\n");
  REQUIRE(rules);
  CHECK((*rules)->cache.max_bytes == 5);
  const auto& cache = (*rules)->routes[0].cache;
  CHECK(cache.ttl == 1min);
  CHECK(cache.scope == CacheScope::key);
  CHECK(cache.random_answers);
  CHECK(cache.any_target);
  CHECK_FALSE(cache.coalesce);
  CHECK_FALSE(cache.count_hits);
  CHECK(cache.headers == std::vector<std::string>{"x"});
  CHECK(cache.max_answer == 7);
  CHECK(cache.stale_while_revalidate == 2min);
  CHECK(cache.kept_for() == 1min + 1'000'000'000min);
  CHECK((*rules)->cache.max_refreshes == 3);
  CHECK((*read_rules(before + "cache = {}\n"))->routes[0].cache.ttl == 5min);
  CHECK((*read_rules(before + "cache = {}\n"))->routes[0].cache.kept_for() == 5min);
  CHECK_FALSE((*read_rules(before))->routes[0].cache.is_on());
  CHECK_FALSE(read_rules(before + "cache = { stale_if_error = \"1000000001m\" }\n"));
  CHECK_FALSE(read_rules(before + "cache = { stale_while_revalidate = \"-1s\" }\n"));
  const auto wrong = read_rules(before + "cache = { tl = \"1m\", scope = \"all\" }\n").error().message;
  CHECK(wrong.find("line 8: unknown key \"tl\" in routes.cache") != std::string::npos);
  CHECK(wrong.find("line 8: \"scope\" must be \"key\", \"tenant\" or \"global\"") != std::string::npos);
}

TEST_CASE("an answer that was under way as the cache was emptied is given and not kept") {
  const auto cache = memory_cache(1 << 20);
  Cached ground{"cache = {}", cache};
  const auto admin = admin_handler(*ground.gateway, {.key = "k", .cache = cache});
  const auto answer = ground.ask();
  const auto emptied =
      fakes::take(admin({.method = "DELETE", .path = "/admin/cache", .headers = {{"authorization", "Bearer k"}}}));
  CHECK(emptied.head->status == 200);
  CHECK(ground.answered(answer).body == cached::whole);
  CHECK(ground.answered(ground.ask()).header("x-oaicompat-cache") == "miss");
  CHECK(fakes::take(ground.ask()).header("x-oaicompat-cache").starts_with("hit"));
  CHECK(ground.near().count() == 2);
}

TEST_CASE("what the gateway alone says of an answer is not taken from a target") {
  for (const auto* rule : {"", "cache = {}"}) {
    CAPTURE(rule);
    Cached ground{rule};
    const auto answer = ground.ask();
    ground.near()
        .last()
        .head(200, {{"content-type", "application/json"},
                    {"Age", "55"},
                    {"X-Oaicompat-Cache", "hit; type=exact"},
                    {"x-oaicompat-cost-usd", "5"},
                    {"x-oaicompat-target", "far"},
                    {"x-oaicompat-budget-used", "0.99"},
                    {"x-ratelimit-remaining-requests", "1"},
                    {"x-oaicompat-loss", "dropped seed"},
                    {"x-own", "1"}})
        .bytes(cached::whole)
        .end();
    const auto taken = fakes::take(answer);
    for (const auto* name : {"age", "x-oaicompat-cost-usd", "x-oaicompat-budget-used"}) {
      CAPTURE(name);
      CHECK_FALSE(taken.head->headers.has(name));
    }
    CHECK(taken.header("x-oaicompat-cache") == (*rule ? "miss" : ""));
    CHECK(taken.header("x-oaicompat-target") == "near");
    CHECK(taken.header("x-ratelimit-remaining-requests") == "999");
    CHECK(taken.header("x-upstream-ratelimit-remaining-requests") == "1");
    CHECK(taken.header("x-oaicompat-loss") == "dropped seed");
    CHECK(taken.header("x-own") == "1");
  }
}
