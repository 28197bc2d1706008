// SPDX-License-Identifier: MIT
// The cache of a gateway, as callers of other dialects meet it.
#include "cached.hpp"

#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/dialects/gemini/serve.hpp>
#include <oaicompat/dialects/ollama/serve.hpp>
#include <oaicompat/dialects/speak.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

using namespace oaicompat;

namespace spoken_cache_test {

struct Form {
  std::string path, query, key_field, key;
  bool streamed;
  std::string before, after;  // the text of the question
};

std::vector<Form> forms() {
  const auto messages = [](const std::string& rest) {
    return R"({"model":"m",)" + rest + R"("messages":[{"role":"user","content":")";
  };
  const auto anthropic = messages(R"("max_tokens":9,"temperature":0,)"),
             ollama = messages(R"("options":{"temperature":0},)");
  const std::string gemini = R"({"generationConfig":{"temperature":0},"contents":[{"role":"user","parts":[{"text":")";
  const std::string key = "sk-oc-1";
  return {{"/v1/messages", "", "x-api-key", key, false, anthropic, "\"}]}"},
          {"/v1/messages", "", "x-api-key", key, true, anthropic, R"("}],"stream":true})"},
          {"/v1beta/models/m:generateContent", "", "x-goog-api-key", key, false, gemini, "\"}]}]}"},
          {"/v1beta/models/m:streamGenerateContent", "alt=sse", "x-goog-api-key", key, true, gemini, "\"}]}]}"},
          {"/api/chat", "", "authorization", "Bearer " + key, false, ollama, R"("}],"stream":false})"},
          {"/api/chat", "", "authorization", "Bearer " + key, true, ollama, "\"}]}"}};
}

struct Spoken {
  cached::Cached on;
  Form form;
  Handler handler =
      stack({speak_dialects({anthropic_dialect(), gemini_dialect(), ollama_dialect()})}, on.gateway->handler());

  Answer ask(Headers headers = {}, const std::string& question = "Hi") const {
    headers.set(form.key_field, form.key);
    headers.set("anthropic-version", "2023-06-01");
    return handler({.method = "POST",
                    .path = form.path,
                    .query = form.query,
                    .headers = std::move(headers),
                    .body = Bytes{form.before + question + form.after}});
  }
  // The head of the answer to a question that the target is asked.
  Headers answered(Headers headers = {}) {
    const auto before = on.near().count();
    const auto answer = ask(std::move(headers));
    fakes::take(answer);
    REQUIRE(on.near().count() == before + 1);
    form.streamed ? on.stream(cached::events) : on.tell(200, cached::whole);
    return head_of(answer);
  }
  // Of one that it is not asked.
  Headers known(Headers headers = {}) {
    const auto before = on.near().count();
    auto out = head_of(ask(std::move(headers)));
    CHECK(on.near().count() == before);
    return out;
  }
  static Headers head_of(const Answer& answer) {
    const auto taken = fakes::take(answer);
    REQUIRE(taken.head);
    CHECK(taken.head->status == 200);
    return taken.head->headers;
  }
};

}  // namespace spoken_cache_test

TEST_CASE("callers of every dialect steer the cache, and see what came of it, as others do") {
  for (const auto& form : spoken_cache_test::forms()) {
    CAPTURE(form.path);
    CAPTURE(form.streamed);
    spoken_cache_test::Spoken spoken{.on = cached::Cached{}, .form = form};
    auto head = spoken.answered();
    CHECK(head.get("x-oaicompat-cache") == "miss");
    CHECK(head.get("x-oaicompat-target") == "near");

    spoken.on.clock->advance(std::chrono::seconds{7});
    head = spoken.known({{"cache-control", "max-age=7"}});
    CHECK(head.get("x-oaicompat-cache").starts_with("hit; type=exact; age=7"));
    CHECK(head.get("age") == "7");
    CHECK(head.get("x-oaicompat-cost-usd") == "0");

    CHECK(spoken.answered({{"Cache-Control", "max-age=6"}}).get("x-oaicompat-cache") == "miss");
    CHECK(spoken.answered({{"cache-control", "no-cache"}}).get("x-oaicompat-cache") == "miss");
    CHECK(spoken.answered({{"cache-control", "max-age=99"}, {"cache-control", "no-store"}}).get("x-oaicompat-cache") ==
          "bypass");
    CHECK(spoken.known({{"cache-control", "only-if-cached"}}).get("age") == "0");

    const auto refused = fakes::take(spoken.ask({{"cache-control", "only-if-cached"}}, "Who?"));
    REQUIRE(refused.head);
    CHECK(refused.head->status == 504);
  }
}

TEST_CASE("fields of a request in another dialect go on to the target, but for secrets and the dialect's own") {
  spoken_cache_test::Spoken spoken{.on = cached::Cached{}, .form = spoken_cache_test::forms()[0]};
  spoken.answered({{"accept-language", "de"},
                   {"x-custom", "1"},
                   {"x-custom", "2"},
                   {"connection", "x-hop"},
                   {"x-hop", "1"},
                   {"cookie", "a=b"},
                   {"content-type", "application/json; charset=utf-8"},
                   {"anthropic-beta", "b"},
                   {"if-none-match", "e"}});
  const auto& sent = spoken.on.near().last().request.headers;
  CHECK(sent.get("accept-language") == "de");
  CHECK(sent.get("x-custom") == "1, 2");
  CHECK(sent.get("content-type") == "application/json");
  for (const auto* name : {"x-hop", "cookie", "x-api-key", "anthropic-version", "anthropic-beta", "if-none-match"}) {
    CAPTURE(name);
    CHECK_FALSE(sent.has(name));
  }
}

TEST_CASE(
    "fields of an answer come back to a caller of another dialect, but for those of the body that is translated") {
  spoken_cache_test::Spoken spoken{.on = cached::Cached{}, .form = spoken_cache_test::forms()[0]};
  const auto answer = spoken.ask();
  fakes::take(answer);
  spoken.on.near()
      .last()
      .head(200, {{"content-type", "application/json"},
                  {"x-custom", "1"},
                  {"etag", "e"},
                  {"set-cookie", "a=b"},
                  {"content-language", "de"}})
      .bytes(cached::whole)
      .end();
  const auto head = spoken.head_of(answer);
  CHECK(head.get("x-custom") == "1");
  for (const auto* name : {"etag", "set-cookie", "content-language"}) CHECK_FALSE(head.has(name));
}
