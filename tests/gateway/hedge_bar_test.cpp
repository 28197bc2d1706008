// SPDX-License-Identifier: MIT
#include "hostile.hpp"

#include <oaicompat/gateway/gateway.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace hedge_bar_test {

// Two targets of one provider, of whose answers 5 % begin ten times as late as the others.
const std::string rules = R"(
[targets.a]
base_url = "http://a/v1"
[targets.b]
base_url = "http://b/v1"
[[routes]]
use = [{ target = "a" }, { target = "b" }]
)";

struct Simulation {
  explicit Simulation(const std::string& more) {
    gateway = Gateway::create(read_rules(rules + more).value(),
                              {.connect = [this](const Target&, const std::string&) { return handler(); },
                               .on_request = [this](const RequestReport& report) { last = report; },
                               .clock = clock})
                  .value();
  }
  Handler handler() {
    return [this](Request request) {
      ++calls;
      fakes::Inner inner;
      auto answer = inner.handler()(std::move(request));
      std::uniform_real_distribution<double> jitter{80, 120};
      const bool slow = std::uniform_real_distribution<double>{0, 1}(random) < 0.05;
      const auto after = std::chrono::duration<double, std::milli>{jitter(random) * (slow ? 10 : 1)};
      alarms.push_back(
          clock->at(clock->now() + std::chrono::duration_cast<Duration>(after), [call = inner.calls->back()] {
            if (!call->dropped) call->stream_head().bytes(hostile::token + hostile::finish + hostile::done).end();
          }));
      return answer;
    };
  }
  // The time to the first token, in seconds.
  double ask(int number) {
    const auto answer =
        gateway->handler()({.method = "POST",
                            .path = "/v1/chat/completions",
                            .body = R"({"model":"m","stream":true,"user":")" + std::to_string(number) + "\"}"});
    fakes::Taken taken;
    for (fakes::take(*answer, taken); taken.last == Pull::wait; fakes::take(*answer, taken)) clock->advance(1ms);
    alarms.clear();
    CHECK(taken.body == hostile::token + hostile::finish + hostile::done);
    return std::chrono::duration<double>{last.first_token.value_or(1h)}.count();
  }
  // Its 99th percentile over many requests.
  double p99(int requests) {
    std::vector<double> times;
    for (int i = 0; i < requests; ++i) times.push_back(ask(i));
    const auto place = times.begin() + requests * 99 / 100;
    std::nth_element(times.begin(), place, times.end());
    return *place;
  }

  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  std::mt19937_64 random{1};
  int calls = 0;
  RequestReport last;
  std::vector<AlarmPtr> alarms;
  std::optional<Gateway> gateway;
};

}  // namespace hedge_bar_test

TEST_CASE("of a provider with 5 % slow answers hedges cut the slowest first tokens to a third, for 6 % more calls") {
  constexpr int requests = 4'000;
  hedge_bar_test::Simulation plain{""};
  hedge_bar_test::Simulation hedged{R"(hedge = { after = { quantile = 0.95 } })"};
  const auto before = plain.p99(requests), after = hedged.p99(requests);
  MESSAGE("p99 of the first token " << before << " s, with hedges " << after << " s; calls " << hedged.calls);
  CHECK(plain.calls == requests);
  CHECK(after <= 0.35 * before);
  CHECK(hedged.calls <= requests * 106 / 100);
}
