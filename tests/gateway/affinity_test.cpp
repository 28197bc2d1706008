// Callers stay with a target, whose cache knows their prompts, and come back to it after a fault.
// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <oaicompat/gateway/admin.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/gateway_metrics.hpp>
#include <oaicompat/json/any_json.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace affinity_test {

const std::string rules = R"(
[targets.a]
base_url = "http://a/v1"
[targets.b]
base_url = "http://b/v1"
[targets.c]
base_url = "http://c/v1"
[[routes]]
strategy = "affinity"
use = [{ target = "a" }, { target = "b" }, { target = "c" }]
[breaker]
failures = 3
cooldown = "5s"
)";

// Targets with a prompt cache: of a prompt that one has seen before it reads 80 of 100 tokens.
struct Ground {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  GatewayMetrics metrics;
  std::set<std::string> failing;
  std::map<std::string, std::set<std::string>> seen;
  std::optional<Gateway> gateway;

  Ground() {
    clock->advance(1s);
    const auto connect = [this](const Target& target, const std::string&) -> Handler {
      return [this, name = target.name](Request&& request) { return answer(name, request.body.view()); };
    };
    gateway = Gateway::create(read_rules(rules).value(),
                              {.connect = connect,
                               .on_request = [this](const RequestReport& report) { metrics.add(report); },
                               .clock = clock})
                  .value();
  }
  Answer answer(const std::string& target, std::string_view body) {
    if (failing.contains(target)) return json_answer(503, R"({"error":{"message":"No."}})");
    const bool known = !seen[target].insert(std::string{body}).second;
    return json_answer(200, R"({"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":)"
                            R"({"prompt_tokens":100,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":)" +
                                std::string{known ? "80" : "0"} + "}}}");
  }
  // Which target answered.
  std::string ask(int caller) const {
    const auto body = R"({"model":"m","messages":[{"role":"system","content":"Caller )" + std::to_string(caller) +
                      R"("},{"role":"user","content":"Hi"}]})";
    const auto taken = fakes::take(gateway->handler()(fakes::post({}, body)));
    return taken.head->status == 200 ? taken.header("x-oaicompat-target") : "none";
  }
  std::vector<std::string> ask_all() const {
    std::vector<std::string> out;
    for (int caller = 0; caller < 60; ++caller) out.push_back(ask(caller));
    return out;
  }
  Json shown(std::size_t place) const {
    auto request = fakes::get("/admin/targets");
    request.headers.add("authorization", "Bearer root");
    const auto admin = admin_handler(*gateway, {.key = "root", .metrics = metrics});
    return Json{Text{fakes::take(admin(std::move(request))).body}}.at("data").at(place);
  }
};

}  // namespace affinity_test

TEST_CASE("callers come back to the target that they had once it is well again, and nobody else moves") {
  affinity_test::Ground ground;
  const auto before = ground.ask_all();
  CHECK(std::set<std::string>(before.begin(), before.end()).size() == 3);
  ground.failing = {"a"};
  const auto meanwhile = ground.ask_all();
  for (std::size_t i = 0; i < before.size(); ++i) {
    CHECK(meanwhile[i] != "a");
    CHECK(meanwhile[i] != "none");
    if (before[i] != "a") CHECK(meanwhile[i] == before[i]);
  }
  CHECK(ground.gateway->targets()[0].health.breaker == Breaker::open);
  ground.failing.clear();
  ground.clock->advance(5s);
  CHECK(ground.ask_all() == before);
}

TEST_CASE("the tokens that each target had in a cache are counted and shown") {
  affinity_test::Ground ground;
  const auto first = ground.ask_all();
  CHECK(ground.ask_all() == first);
  for (std::size_t place = 0; place < 3; ++place) {
    const std::string target(1, "abc"[place]);
    CAPTURE(target);
    const auto callers = std::count(first.begin(), first.end(), target);
    const auto line = R"(target=")" + target + R"(",type="cached"} )" + std::to_string(80 * callers) + "\n";
    CHECK(ground.metrics.text(MetricsFormat::prometheus, {}).find(line) != std::string::npos);
    CHECK(ground.shown(place).at("input_tokens").as_integer() == 200 * callers);
    CHECK(ground.shown(place).at("cached_tokens").as_integer() == 80 * callers);
  }
}
