// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/transport/memory.hpp>

#include <chrono>
#include <cstdlib>
#include <map>
#include <string>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace gateway_test {

const std::string rules = R"(
[targets.near]
base_url = "http://near/openai/v1?api-version=1"
key = "env:OAICOMPAT_GATEWAY_NEAR"
models = { small = "near-small-2" }
[targets.far]
base_url = "http://far/v1"
can = { tools = false }
[[routes]]
match = { model = "sm*" }
strategy = "priority"
use = [{ target = "near" }]
fallback = ["far"]
[[routes]]
match = { model = "plain" }
use = [{ target = "far" }]
)";
// The hash of `sk-oc-1`.
const std::string keys = R"(
[[keys]]
name = "app"
sha256 = "HASH"
models = ["sm*"]
)";

RulesPtr read(const std::string& toml) { return read_rules(toml).value(); }

struct Ground {
  std::map<std::string, fakes::Inner> targets;
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  std::optional<Gateway> gateway;

  explicit Ground(const std::string& toml = rules) {
    setenv("OAICOMPAT_GATEWAY_NEAR", "sk-near", 1);
    clock->advance(1s);
    gateway =
        Gateway::create(read(toml), {.connect = [this](const Target& target,
                                                       const std::string&) { return targets[target.name].handler(); },
                                     .clock = clock})
            .value();
  }
  Answer ask(std::string body, Headers headers = {}) const {
    return gateway->handler()({.method = "POST",
                               .path = "/v1/chat/completions",
                               .headers = std::move(headers),
                               .body = Bytes{std::move(body)}});
  }
  static int status(const Answer& answer) {
    const auto taken = fakes::take(answer);
    return taken.head ? taken.head->status : 0;
  }
};

const std::string small = R"({ "model" : "small", "messages":[{"role":"user","content":"Hi \u00e9 "}] })";

}  // namespace gateway_test

using gateway_test::Ground;

TEST_CASE("a request reaches its target with the target's path, key and model, and else untouched") {
  Ground ground;
  const auto answer = ground.ask(gateway_test::small, {{"Authorization", "Bearer sk-caller"},
                                                       {"Cookie", "c"},
                                                       {"Accept-Encoding", "gzip"},
                                                       {"x-oaicompat-session", "s"},
                                                       {"OpenAI-Beta", "b"}});
  const auto& sent = ground.targets["near"].last().request;
  CHECK(sent.path == "/openai/v1/chat/completions");
  CHECK(sent.query == "api-version=1");
  CHECK(sent.body == R"({ "model" : "near-small-2", "messages":[{"role":"user","content":"Hi \u00e9 "}] })");
  CHECK(sent.headers == Headers{{"OpenAI-Beta", "b"}, {"Authorization", "Bearer sk-near"}});
  ground.targets["near"].last().head(200, hostile::json).bytes(hostile::whole).end();
  const auto taken = fakes::take(answer);
  CHECK(taken.body == hostile::whole);
  CHECK(taken.header("x-oaicompat-target") == "near");
}

TEST_CASE("another target is asked with its own name of the model, and without another's key") {
  Ground ground;
  const auto answer = ground.ask(gateway_test::small);
  ground.targets["near"].last().head(402, hostile::json).bytes(R"({"error":{"message":"Pay."}})").end();
  CHECK(fakes::take(answer).last == Pull::wait);
  const auto& sent = ground.targets["far"].last().request;
  CHECK(sent.path == "/v1/chat/completions");
  CHECK(sent.body == gateway_test::small);
  CHECK(sent.headers.empty());
  CHECK(ground.gateway->explain(gateway_test::small).find(R"({"target":"near","why":"resting")") != std::string::npos);
}

TEST_CASE("requests that cannot be routed are refused before any target is asked") {
  const Ground ground;
  CHECK(Ground::status(ground.ask("[]")) == 400);
  CHECK(Ground::status(ground.ask("{}")) == 400);
  CHECK(Ground::status(ground.ask(R"({"mod\u0065l":"small","model":"small"})")) == 400);
  CHECK(Ground::status(ground.ask(R"({"model":"unknown"})")) == 404);
  CHECK(Ground::status(ground.ask(R"({"model":"plain","tools":[{}]})")) == 400);
  CHECK(Ground::status(ground.gateway->handler()({.method = "POST", .path = "/v1/../admin", .body = "{}"})) == 404);
  CHECK(Ground::status(ground.gateway->handler()({.method = "DELETE", .path = "/v1/files/f"})) == 404);
}

TEST_CASE("where there are keys, one is asked for, and its models alone may be used") {
  auto keys = gateway_test::keys;
  const std::string hash = "2c090a8fd155604c1aceac8ad8abd67f1f16ebfa91699984fcdd18e5b099650a";
  keys.replace(keys.find("HASH"), 4, hash);
  const Ground ground{gateway_test::rules + keys};
  CHECK(Ground::status(ground.ask(gateway_test::small)) == 401);
  CHECK(Ground::status(ground.ask(gateway_test::small, {{"Authorization", "Bearer sk-oc-2"}})) == 401);
  const Headers shown{{"authorization", "Bearer sk-oc-1"}};
  CHECK(Ground::status(ground.ask(R"({"model":"plain"})", shown)) == 403);
  CHECK(Ground::status(ground.ask(gateway_test::small, shown)) == 0);  // it waits for its target
}

TEST_CASE("rules are reloaded for the requests to come, and health stays with a target's name") {
  Ground ground;
  const auto before = ground.ask(gateway_test::small);
  CHECK(ground.gateway->drain("near", true));
  CHECK_FALSE(ground.gateway->drain("nobody", true));
  REQUIRE(ground.gateway->reload(gateway_test::read(gateway_test::rules)).has_value());
  const auto after = ground.ask(gateway_test::small);
  CHECK(ground.targets["near"].count() == 1);
  CHECK(ground.targets["far"].count() == 1);
  ground.targets["near"].last().head(200, hostile::json).bytes(hostile::whole).end();
  CHECK(fakes::take(before).body == hostile::whole);
}

TEST_CASE("rules whose secrets are missing change nothing") {
  Ground ground;
  auto bad = gateway_test::rules;
  bad.replace(bad.find("OAICOMPAT_GATEWAY_NEAR"), 22, "OAICOMPAT_GATEWAY_NONE");
  const auto reloaded = ground.gateway->reload(gateway_test::read(bad));
  REQUIRE_FALSE(reloaded.has_value());
  CHECK(reloaded.error().code == "no_secret");
  const auto answer = ground.ask(gateway_test::small);
  CHECK(ground.targets["near"].count() == 1);
}

TEST_CASE("a budget without any price is refused, not ignored") {
  auto keys = gateway_test::keys;
  keys.replace(keys.find("HASH"), 4, std::string(64, '0'));
  Ground ground;
  const auto reloaded = ground.gateway->reload(gateway_test::read(gateway_test::rules + keys + "usd_per_day = 0.5"));
  REQUIRE_FALSE(reloaded.has_value());
  CHECK(reloaded.error().code == "no_prices");
  CHECK(reloaded.error().message.starts_with("line "));
}

TEST_CASE("a caller who leaves cancels what its target does") {
  Ground ground;
  auto answer = ground.ask(gateway_test::small);
  CHECK_FALSE(ground.targets["near"].last().dropped);
  answer.reset();
  CHECK(ground.targets["near"].last().dropped);
}
