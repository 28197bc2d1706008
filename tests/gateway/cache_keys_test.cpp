// SPDX-License-Identifier: MIT
#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/cache_ask.hpp>
#include <oaicompat/gateway/canonical_json.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace cache_keys_test {

const std::string body =
    R"({"model":"m","temperature":0,"messages":[{"role":"user","content":"Hi"}],"stop":["a","b"]})";

// `extra` goes before the other members.
std::string with(const std::string& extra) { return "{" + extra + "," + body.substr(1); }

detail::CacheAsk ask(const std::string& text, Headers headers = {}, const RouteCache& rule = {.ttl = 5min},
                     const detail::CacheParties& parties = {.tenant = "t", .key = "k", .target = "http://a/v1"}) {
  Request request{.method = "POST", .path = "/v1/chat/completions", .headers = std::move(headers), .body = Bytes{text}};
  auto asked = look_at(request.body.view());
  asked.path = request.path;
  return detail::ask_cache(request, asked, rule, parties);
}
std::string key(const std::string& text) { return ask(text).key; }

CachedAnswerPtr answer(std::size_t size) {
  auto out = std::make_shared<CachedAnswer>();
  out->body = std::string(size, 'x');
  return out;
}
CachedAnswerPtr find(AnswerCache& cache, const std::string& key) {
  CachedAnswerPtr out;
  cache.find(key, [&](CachedAnswerPtr found) { out = std::move(found); });
  return out;
}

}  // namespace cache_keys_test

TEST_CASE("objects that say the same have one canonical text") {
  const auto canonical = [](std::string_view json) { return detail::canonical_json(json).value_or("none"); };
  const auto one = canonical(R"({"a":0.7,"b":["x",{"c":null,"d":true}],"e":"\u00e9/"})");
  CHECK(one != "none");
  CHECK(one == canonical("{ \"e\" : \"\xC3\xA9\\/\", \"b\":[\"\\u0078\",{\"d\":true,\"c\":null}],\n\"a\":7e-1}"));
  CHECK(canonical(R"({"a":100})") == canonical(R"({"a":1.00E+2})"));
  CHECK(canonical(R"({"a":-0.0})") == canonical(R"({"a":0})"));
  CHECK(canonical(R"({"a":"\ud83d\ude00"})") == canonical("{\"a\":\"\xF0\x9F\x98\x80\"}"));
}

TEST_CASE("objects that say something else have another canonical text") {
  const std::vector<std::string> all{R"({"a":1})",
                                     R"({"a":-1})",
                                     R"({"a":10})",
                                     R"({"a":"1"})",
                                     R"({"a":true})",
                                     R"({"a":null})",
                                     R"({"a":[1]})",
                                     R"({"a":[[1]]})",
                                     R"({"a":[1,2]})",
                                     R"({"a":[2,1]})",
                                     R"({"a":[12]})",
                                     R"({"b":1})",
                                     R"({"a":{}})",
                                     R"({"a":[]})",
                                     R"({"a":"\"1:"})",
                                     R"({})",
                                     R"({"a":1,"b":2})",
                                     R"({"a":{"b":2}})",
                                     R"({"a":9007199254740993})",
                                     R"({"a":9007199254740992})"};
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) CHECK(detail::canonical_json(all[i]) != detail::canonical_json(all[j]));
  }
}

TEST_CASE("what is no JSON object, or may be read in two ways, has no canonical text") {
  for (const auto* json : {"", "[]", "1", "{", R"({"a":1,"a":1})", R"({"a":{"b":1,"\u0062":2}})", R"({"a":01})",
                           R"({"a":1.})", R"({"a":+1})", R"({"a":nul})", R"({"a":"\ud83d"})", R"({"a":"\x"})",
                           R"({"a":1} x)", R"({"a":[1,]})", R"({"a":1e9999999999})", "{\"a\":\"\n\"}"}) {
    CHECK_FALSE(detail::canonical_json(json));
  }
  CHECK_FALSE(detail::canonical_json("{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}"));
}

TEST_CASE("the key leaves out what changes no answer") {
  using cache_keys_test::key, cache_keys_test::with;
  const auto plain = key(cache_keys_test::body);
  CHECK(plain.size() == 80);
  for (const auto* extra :
       {R"("stream":true)", R"("stream_options":{"include_usage":true})", R"("user":"u")", R"("safety_identifier":"s")",
        R"("metadata":{"a":"b"})", R"("store":false)", R"("prompt_cache_key":"p")", R"("service_tier":"flex")"}) {
    CHECK(key(with(extra)) == plain);
  }
}

TEST_CASE("all else changes the key, also what nobody knows") {
  using cache_keys_test::key, cache_keys_test::with;
  const auto plain = key(cache_keys_test::body);
  for (const auto* extra : {R"("seed":1)", R"("top_p":0.5)", R"("tools":[{"type":"function","function":{"name":"f"}}])",
                            R"("response_format":{"type":"json_object"})", R"("reasoning_effort":"low")",
                            R"("logprobs":true)", R"("max_tokens":5)", R"("never_heard_of":0)", R"("provider":"x")"}) {
    CHECK(key(with(extra)).size() == 80);
    CHECK(key(with(extra)) != plain);
  }
}

TEST_CASE("the key depends on who asks, whom, and on the listed headers") {
  using cache_keys_test::ask, cache_keys_test::body;
  const auto plain = ask(body).key;
  const RouteCache rule{.ttl = 5min}, own{.ttl = 5min, .scope = CacheScope::key},
      all{.ttl = 5min, .scope = CacheScope::global}, listed{.ttl = 5min, .headers = {"openai-beta"}};
  CHECK(ask(body, {}, rule, {.tenant = "u", .key = "k", .target = "http://a/v1"}).key != plain);
  CHECK(ask(body, {}, rule, {.tenant = "t", .key = "l", .target = "http://a/v1"}).key == plain);
  CHECK(ask(body, {}, rule, {.tenant = "t", .key = "k", .target = "http://b/v1"}).key != plain);
  CHECK(ask(body, {}, rule, {.tenant = "t", .key = "k", .target = "http://a/v1", .model = "n"}).key != plain);
  CHECK(ask(body, {}, own, {.tenant = "t", .key = "l"}).key != ask(body, {}, own, {.tenant = "t", .key = "k"}).key);
  CHECK(ask(body, {}, all, {.tenant = "t"}).key == ask(body, {}, all, {.tenant = "u"}).key);
  CHECK(ask(body, {{"openai-beta", "x"}}).key == plain);
  CHECK(ask(body, {{"openai-beta", "x"}}, listed).key != ask(body, {}, listed).key);
}

TEST_CASE("what is drawn by lot, has effects, or is signed passes the cache by") {
  using cache_keys_test::ask, cache_keys_test::key, cache_keys_test::with;
  CHECK(key(R"({"model":"m","messages":[]})").empty());
  CHECK(key(R"({"model":"m","temperature":0.5,"messages":[]})").empty());
  CHECK_FALSE(ask(R"({"model":"m","messages":[]})", {}, {.ttl = 5min, .random_answers = true}).key.empty());
  for (const auto* extra :
       {R"("store":true)", R"("n":2)", R"("background":true)", R"("previous_response_id":"r")",
        R"("tools":[{"type":"web_search"}])", R"("web_search_options":{})", R"("plugins":[{"id":"web"}],"tools":[])",
        R"("search_parameters":{"mode":"on"})", R"("google_tools":[{"google_search":{}}])"}) {
    CHECK(key(with(extra)).empty());
  }
  CHECK_FALSE(key(with(R"("web_search_options":null,"plugins":[])")).empty());
  CHECK(key(R"({"model":"m","temperature":0,"messages":[{"role":"user","content":[{"type":"image_url",)"
            R"("image_url":{"url":"https://x/i.png?X-Amz-Signature=1"}}]}]})")
            .empty());
  CHECK(ask(cache_keys_test::body, {{"cache-control", "no-store"}}).key.empty());
}

TEST_CASE("a caller's cache control is read, and what is not understood allows least") {
  const auto read = [](const char* value) { return detail::read_cache_control({{"Cache-Control", value}}); };
  CHECK(read("no-cache").no_cache);
  CHECK(read("max-age=5, No-Store").no_store);
  CHECK(read("only-if-cached").only_if_cached);
  CHECK(read("max-age=60, s-maxage=7").max_age == 7);
  CHECK(read("max-age=x").max_age == 0);
  CHECK(read("max-age").max_age == 0);
  CHECK(read("max-age=-3").max_age == 0);
  CHECK_FALSE(read("max-stale=5").max_age);
  CHECK(read("max-stale=5").max_stale == 5);
  CHECK(read("max-stale=x").max_stale == 0);
  CHECK_FALSE(read("max-stale").max_stale);
  CHECK(read("stale-if-error=9, stale-if-error=7").stale_if_error == 7);
  CHECK(read("stale-if-error").stale_if_error == 0);
}

TEST_CASE("a cache in memory forgets by time, and by bytes what was used longest ago") {
  using cache_keys_test::answer, cache_keys_test::find;
  const auto clock = std::make_shared<ManualClock>();
  const auto cache = memory_cache(5'000, clock);
  cache->put("a", answer(2'000), 10s);
  cache->put("b", answer(1'500), 20s);
  CHECK(find(*cache, "a"));
  cache->put("c", answer(1'500), 20s);
  CHECK(find(*cache, "a"));
  CHECK_FALSE(find(*cache, "b"));
  CHECK(find(*cache, "c"));
  clock->advance(10s);
  CHECK_FALSE(find(*cache, "a"));
  CHECK(find(*cache, "c"));
  cache->put("c", answer(9'000), 20s);
  CHECK_FALSE(find(*cache, "c"));
}
