// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/gateway_metrics.hpp>
#include <oaicompat/http/answer.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace oaicompat;

namespace reload_test {

// The key is `sk-oc-1`. EDITION stands in the path of the target, and in its name of the model.
std::string rules_of(std::string_view edition, std::string_view more = {}) {
  std::string out = R"(
[targets.near]
base_url = "http://near/EDITION/v1"
models = { m = "m-EDITION" }
max_in_flight = 1000
[targets.far]
base_url = "http://far/EDITION/v1"
models = { m = "m-EDITION" }
[[routes]]
strategy = "priority"
use = [{ target = "near" }]
fallback = ["far"]
[[keys]]
name = "app"
sha256 = "2c090a8fd155604c1aceac8ad8abd67f1f16ebfa91699984fcdd18e5b099650a"
)";
  for (auto at = out.find("EDITION"); at != out.npos; at = out.find("EDITION")) out.replace(at, 7, edition);
  return out.append(more);
}

RulesPtr read(std::string_view edition, std::string_view more = {}) {
  return read_rules(rules_of(edition, more)).value();
}

Answer ask(const Handler& handler) {
  return handler({.method = "POST",
                  .path = "/v1/chat/completions",
                  .headers = {{"authorization", "Bearer sk-oc-1"}},
                  .body = R"({"model":"m","max_tokens":9})"});
}

// What a target, which answers at once, has seen of many threads.
struct Seen {
  std::atomic<int> mixed{0}, now{0}, most{0}, all{0};

  // Whether a request's path and model are of the same edition.
  void look(Request& request) {
    const auto edition = request.path.substr(1, request.path.find('/', 1) - 1);
    if (request.body.view().find("\"m-" + edition + "\"") == std::string_view::npos) ++mixed;
    ++all;
    const auto here = ++now;
    for (auto seen = most.load(); seen < here && !most.compare_exchange_weak(seen, here);) {
    }
  }
};

class SeenAnswer final : public Stream<Part> {
 public:
  SeenAnswer(Answer inner, std::shared_ptr<Seen> seen) : inner_{std::move(inner)}, seen_{std::move(seen)} {}
  ~SeenAnswer() override { --seen_->now; }
  Pull pull(Part& out) override {
    if (!std::exchange(yielded_, true)) std::this_thread::yield();
    return inner_->pull(out);
  }
  void when_ready(Wake wake) override { inner_->when_ready(std::move(wake)); }

 private:
  const Answer inner_;
  const std::shared_ptr<Seen> seen_;
  bool yielded_ = false;
};

GatewayOptions answered_at_once(const std::shared_ptr<Seen>& seen, const GatewayMetrics& metrics) {
  return {.connect = [seen](const Target&, const std::string&) -> Handler {
            return [seen](Request request) -> Answer {
              seen->look(request);
              return std::make_unique<SeenAnswer>(json_answer(200, hostile::whole), seen);
            };
          },
          .on_request = [metrics](const RequestReport& report) { metrics.add(report); },
          .clock = std::make_shared<ManualClock>()};
}

// Each of `works` on a thread of its own, again and again until the first is done.
void run_beside(const std::function<void()>& first, const std::vector<std::function<void()>>& works) {
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (const auto& work : works) {
    threads.emplace_back([&] {
      do work();
      while (!done);
    });
  }
  first();
  done = true;
  for (auto& each : threads) each.join();
}

}  // namespace reload_test

using namespace reload_test;

TEST_CASE("requests keep the rules that they began with while others are put in, and none exceeds a limit") {
  constexpr std::string_view limits = "concurrent = 3\nrpm = 400\n";
  const auto seen = std::make_shared<Seen>();
  const GatewayMetrics metrics;
  auto gateway = Gateway::create(read("one", limits), answered_at_once(seen, metrics)).value();
  const auto handler = gateway.handler();
  std::atomic<int> answered{0}, over{0}, others{0};
  const auto asks = [&] {
    const auto taken = fakes::take(ask(handler));
    const auto status = taken.head ? taken.head->status : 0;
    ++(status == 200 ? answered : status == 429 ? over : others);
  };
  const auto looks = [&] {
    const auto targets = gateway.targets();
    others += targets.size() == 2 && !metrics.text(MetricsFormat::prometheus, targets).empty() ? 0 : 1;
    others += gateway.explain(R"({"model":"m"})").empty() ? 1 : 0;
  };
  const auto drains = [&] {
    gateway.drain("near", true);
    gateway.drain("near", false);
  };
  const auto reloads = [&] {
    for (int i = 0; i < 200; ++i) others += gateway.reload(read(i % 2 == 0 ? "two" : "one", limits)) ? 0 : 1;
  };
  run_beside(reloads, {asks, asks, asks, asks, asks, asks, looks, drains});
  while (answered < 400) asks();
  asks();
  CHECK(others == 0);
  CHECK(seen->mixed == 0);
  CHECK(seen->most <= 3);
  CHECK(seen->all == 400);  // the clock stands still: a minute's limit, and not one more
  CHECK(answered == 400);
  CHECK(over > 0);
  for (const auto& each : gateway.targets()) CHECK(each.health.in_flight == 0);
}

TEST_CASE("what is done to a target while rules are read anew is not lost") {
  std::optional<Gateway> gateway;
  std::map<std::string, fakes::Inner> targets;
  const auto connect = [&](const Target& target, const std::string&) {
    // Whichever is read last: the other one has been read already.
    if (gateway) gateway->drain(target.name == "near" ? "far" : "near", true);
    return targets[target.name].handler();
  };
  gateway = Gateway::create(read("one"), {.connect = connect}).value();
  const auto answer = ask(gateway->handler());
  REQUIRE(targets["near"].count() == 1);
  REQUIRE(gateway->reload(read("two")));
  const auto health_of = [&](std::string_view name) {
    const auto all = gateway->targets();
    return std::find_if(all.begin(), all.end(), [&](auto& each) { return each.name == name; })->health;
  };
  CHECK(health_of("near").drained);
  CHECK(health_of("far").drained);
  CHECK(health_of("near").in_flight == 1);  // of the rules before
  gateway->drain("far", false);
  const auto later = ask(gateway->handler());
  CHECK(targets["near"].count() == 1);
  CHECK(targets["far"].count() == 1);
  targets["near"].last().head(200, hostile::json).bytes(hostile::whole).end();
  CHECK(fakes::take(answer).head->status == 200);  // drained, but it had begun
  CHECK(health_of("near").in_flight == 0);
}
