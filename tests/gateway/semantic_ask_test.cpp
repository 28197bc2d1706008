// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/semantic_ask.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace semantic_ask_test {

RouteCache by_meaning() {
  RouteCache out{.ttl = 5min};
  out.semantic.model = "embed";
  out.semantic.refuse = {"my balance"};
  return out;
}

struct Sent {
  std::string path = "/v1/chat/completions", query{};
  Headers headers{};
  detail::CacheParties parties{.tenant = "t", .key = "k", .target = "http://a/v1", .model = "m-1"};
  RouteCache rule = by_meaning();
  std::string embedder = "http://e/v1";
};

std::optional<detail::SemanticAsk> ask(const std::string& body, const Sent& sent = {}) {
  Request request{
      .method = "POST", .path = sent.path, .query = sent.query, .headers = sent.headers, .body = Bytes{body}};
  auto asked = look_at(request.body.view());
  asked.path = request.path;
  return detail::ask_semantic(request, asked, sent.rule, sent.parties, sent.embedder);
}
std::string saying(const std::string& content, const std::string& before = {}, const std::string& more = {}) {
  return R"({"model":"m","temperature":0,)" + more + R"("messages":[)" + before + R"({"role":"user","content":)" +
         content + "}]}";
}
std::string partition(const std::string& body, const Sent& sent = {}) {
  const auto asked = ask(body, sent);
  return asked ? asked->partition : "none";
}

// The parts of a request, each of a few values, as a number for each part says.
std::string with_parts(const std::vector<int>& parts, const std::string& text, Sent& sent) {
  const auto pick = [&](std::size_t part, std::vector<std::string> values) {
    return values[static_cast<std::size_t>(parts[part]) % values.size()];
  };
  const auto more = pick(0, {"", R"("top_p":0.5,)", R"("top_p":1,)"}) + pick(1, {"", R"("seed":1,)", R"("seed":2,)"}) +
                    pick(2, {"", R"("stop":["a"],)", R"("stop":["b"],)"}) +
                    pick(3, {"", R"("response_format":{"type":"json_object"},)", R"("logit_bias":{"5":1},)"}) +
                    pick(4, {"", R"("unknown":{"a":null},)", R"("unknown":{"a":0},)"}) +
                    pick(5, {"", R"("max_tokens":10,)", R"("max_tokens":11,)"});
  const auto before =
      pick(6, {"", R"({"role":"system","content":"Be brief."},)", R"({"role":"system","content":"Be long."},)"}) +
      pick(7, {"", R"({"role":"assistant","content":"Hi."},)", R"({"role":"assistant","content":null},)"});
  sent.query = pick(8, {"", "a=1", "a=2"});
  static const std::array<const char*, 3> tenants{"t", "u", "v"}, targets{"http://a/v1", "http://b/v1", "http://c/v1"},
      models{"m-1", "m-2", "m-3"};
  sent.parties.tenant = tenants[static_cast<std::size_t>(parts[9])];
  sent.parties.target = targets[static_cast<std::size_t>(parts[10])];
  sent.parties.model = models[static_cast<std::size_t>(parts[11])];
  sent.rule.semantic.model = pick(12, {"embed", "embed-2", "embed-3"});
  sent.embedder = pick(13, {"http://e/v1", "http://f/v1", "http://g/v1"});
  return saying(text, before, more);
}
constexpr std::size_t part_count = 14;

TEST_CASE("the last user message's text is looked for, without blanks around it") {
  CHECK(ask(saying(R"("  What is\u0020a cat?\n")"))->text == "What is a cat?");
  CHECK(ask(saying(R"([{"type":"text","text":"What is a cat?"}])"))->text == "What is a cat?");
  const auto* earlier = R"({"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},)";
  CHECK(ask(saying("\"What is a cat?\"", earlier))->text == "What is a cat?");
  Sent messages;
  messages.path = "/v1/messages";
  CHECK(ask(saying("\"What is a cat?\""), messages)->text == "What is a cat?");
}

TEST_CASE("what is more than a short chat of text alone is not looked for") {
  const std::string text = "\"What is a cat?\"";
  const std::string turns = R"({"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},)";
  const std::vector<std::string> all{
      saying("\"\""),
      saying("\" \\n\""),
      saying("null"),
      saying("[]"),
      saying("\"" + std::string(9000, 'x') + "\""),
      saying("\"What's my balance?\""),
      saying(text, turns + R"({"role":"system","content":"Be brief."},)"),
      saying(text, {}, R"("tools":[{"type":"function","function":{"name":"f"}}],)"),
      saying(text, {}, R"("functions":[{"name":"f"}],)"),
      saying(text, R"({"role":"tool","tool_call_id":"c","content":"5"},)"),
      saying(text, R"({"role":"assistant","content":null,"tool_calls":[]},)"),
      saying(R"([{"type":"text","text":"What is a cat?"},{"type":"image_url","image_url":{"url":"http://x"}}])"),
      saying(R"([{"type":"text","text":"What is a cat?"},{"type":"input_audio","input_audio":{}}])"),
      saying(R"([{"type":"file","file":{"file_id":"f"}}])"),
      saying(R"([{"type":"text","text":"What is"},{"type":"text","text":" a cat?"}])"),
      saying(text, R"({"role":"user","content":[{"type":"input_audio","input_audio":{}}]},)"),
      R"({"model":"m","temperature":0,"messages":[{"role":"system","content":"Hi"}]})",
      R"({"model":"m","temperature":0,"messages":[{"role":"user","content":"a","content":"b"}]})",
      R"({"model":"m","temperature":0,"input":"Hi"})",
      R"({"model":"m","temperature":0,"messages":"Hi"})",
  };
  for (const auto& body : all) {
    CAPTURE(body);
    CHECK_FALSE(ask(body));
  }
  Sent sent;
  for (const auto* path : {"/v1/completions", "/v1/embeddings", "/v1/responses"}) {
    sent.path = path;
    CHECK_FALSE(ask(saying(text), sent));
  }
}

TEST_CASE("requests that differ in the text alone are looked for together") {
  const auto one = partition(saying("\"How do I reset my password?\""));
  CHECK(one != "none");
  CHECK(one == partition(saying("\"I forgot my password, what now?\"")));
  CHECK(one ==
        partition(saying("\"I forgot my password, what now?\"", {}, R"("user":"u","stream":true,"metadata":{},)")));
  CHECK(one.starts_with(cache_tenant_key("t")));
}

TEST_CASE("requests that differ in what the guard finds are not looked for together") {
  const auto one = partition(saying("\"How do I reset my password?\""));
  CHECK(one != partition(saying("\"How do I not reset my password?\"")));
  CHECK(one != partition(saying("\"How do I reset 2 passwords?\"")));
  CHECK(one != partition(saying("\"How do I reset my Google password?\"")));
  CHECK(one != partition(saying(R"("How do I reset my \"admin\" password?")")));
}

TEST_CASE("keys share no partition where the scope is the key") {
  Sent sent;
  sent.rule.scope = CacheScope::key;
  const auto one = partition(saying("\"Hi\""), sent);
  sent.parties.key = "other";
  CHECK(one != partition(saying("\"Hi\""), sent));
  CHECK(one != partition(saying("\"Hi\"")));
}

TEST_CASE("fields of the request that the answer depends on part requests") {
  Sent sent;
  sent.rule.headers = {"x-plan"};
  const auto one = partition(saying("\"Hi\""), sent);
  sent.headers.add("x-plan", "gold");
  CHECK(one != partition(saying("\"Hi\""), sent));
}

TEST_CASE("whatever differs beside the text, partitions are the same for the same requests alone") {
  std::mt19937 random{11};
  const auto any = [&](std::size_t below) { return static_cast<int>(random() % below); };
  for (int i = 0; i < 1500; ++i) {
    std::vector<int> one;
    for (std::size_t part = 0; part < part_count; ++part) one.push_back(any(3));
    auto other = one;
    if (i % 3 != 0) {
      const auto part = static_cast<std::size_t>(any(part_count));
      other[part] = (other[part] + 1 + any(2)) % 3;
    }
    Sent first, second;
    const auto a = with_parts(one, "\"what is a cat\"", first);
    const auto b = with_parts(other, "\"tell me of cats\"", second);
    CAPTURE(a);
    CAPTURE(b);
    REQUIRE(partition(a, first) != "none");
    CHECK((partition(a, first) == partition(b, second)) == (one == other));
  }
}

std::string told(const std::string& semantic, const std::string& cache = {}) {
  const auto rules = read_rules(R"(
[targets.near]
base_url = "http://near/v1"
[judges.helpful]
criteria = "It helps."
target = "near"
model = "j"
[cache.semantic]
max_entries = 10
max_bytes = 1000
calls_at_once = 2
max_queued_calls = 3
max_queued_bytes = 4
max_verifications = 5
[[routes]]
use = [{ target = "near" }]
cache = { )" + cache + "semantic = { " +
                                semantic + " } }\n");
  return rules ? "read" : rules.error().message;
}

TEST_CASE("rules of the semantic cache are read, with their defaults") {
  const auto rules = read_rules(R"(
[targets.near]
base_url = "http://near/v1"
[[routes]]
use = [{ target = "near" }]
cache = { semantic = { target = "near", model = "embed-small" } }
[[routes]]
use = [{ target = "near" }]
cache = {}
)");
  REQUIRE(rules);
  const auto& semantic = (*rules)->routes[0].cache.semantic;
  CHECK(semantic.is_on());
  CHECK(semantic.threshold == 0.95);
  CHECK(semantic.timeout == 50ms);
  CHECK(semantic.max_messages == 3);
  CHECK(semantic.verify == 0.01);
  CHECK_FALSE((*rules)->routes[1].cache.semantic.is_on());
  CHECK((*rules)->cache.semantic.max_entries == 50'000);
}

TEST_CASE("rules of the semantic cache that would give wrong answers are refused") {
  const std::string both = R"(target = "near", model = "e")";
  CHECK(told(both) == "read");
  CHECK(
      told(
          both +
          R"(, threshold = 0.9, timeout = "1s", max_messages = 1, max_text = 10, refuse = ["a"], same_words = ["b"], verify = 1, verify_timeout = "1s", answers_alike = 0.5, judge = "helpful", usd_per_day = 1)") ==
      "read");
  CHECK(told(both + ", threshold = 0.89").find("at least 0.9") != std::string::npos);
  CHECK(told(both + ", threshold = 1.1").find("threshold") != std::string::npos);
  CHECK(told(both + R"(, timeout = "0s")").find("above zero") != std::string::npos);
  CHECK(told(both + ", max_messages = 0").find("max_messages") != std::string::npos);
  CHECK(told(both + ", verify = 2").find("verify") != std::string::npos);
  CHECK(told(both + R"(, judge = "none")").find("unknown judge") != std::string::npos);
  CHECK(told(both + ", near = 1").find("unknown key \"near\"") != std::string::npos);
  CHECK(told(R"(target = "near")").find("no \"model\"") != std::string::npos);
  CHECK(told(R"(model = "e")").find("unknown target") != std::string::npos);
  CHECK(told(both, R"(scope = "global", )").find("global") != std::string::npos);
}

}  // namespace semantic_ask_test
