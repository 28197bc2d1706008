// A hostile provider in memory, and a gateway's attempts at it.
// SPDX-License-Identifier: MIT
#pragma once

#include "layers/fakes.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/gateway/attempts.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hostile {

using namespace oaicompat;

using Places = std::vector<std::uint32_t>;

inline std::string chunk(const std::string& delta, const std::string& finish = "null") {
  return R"(data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":)" + delta + R"(,"finish_reason":)" +
         finish + "}]}\n\n";
}
inline const std::string role = chunk(R"({"role":"assistant","content":""})");
inline const std::string token = chunk(R"({"content":"Hi"})");
inline const std::string finish = chunk("{}", "\"stop\"");
inline const std::string done = "data: [DONE]\n\n";
inline const std::string whole = R"({"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]})";
inline const Headers json{{"content-type", "application/json"}};

/// One request over up to three targets, whose answers the test gives.
struct Attempted {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  std::shared_ptr<Rules> rules = std::make_shared<Rules>();
  std::shared_ptr<HealthBoard> health;
  std::vector<fakes::Inner> targets{3};
  std::vector<std::uint32_t> asked;  ///< Which target each attempt was at.
  std::vector<AttemptReport> reports;
  std::stop_source stop;
  Answer answer;
  fakes::Taken taken;

  explicit Attempted(std::size_t count = 3, Route route = {},
                     const std::function<void(AttemptsOptions&, const ClockPtr&)>& set = {}) {
    for (const auto* name : {"a", "b", "c"}) rules->targets.push_back({.name = name, .base_url = "http://x/v1"});
    clock->advance(std::chrono::seconds{1});
    rules->routes.push_back(std::move(route));
    health = std::make_shared<HealthBoard>(3, rules->breaker, clock);
    auto options = std::make_shared<AttemptsOptions>();
    options->clock = clock;
    options->health = health;
    options->on_attempt = [this](const AttemptReport& report) { reports.push_back(report); };
    options->ask = [this](std::uint32_t target, Request request) {
      asked.push_back(target);
      return targets.at(target).handler()(std::move(request));
    };
    if (set) set(*options, clock);
    std::vector<std::uint32_t> places;
    for (std::uint32_t i = 0; i < count; ++i) places.push_back(i);
    Request request{.method = "POST", .path = "/v1/chat/completions", .body = "{}"};
    request.context.stop = stop.get_token();
    answer = attempt_targets(options, rules, rules->routes.front(), places, std::move(request));
  }
  fakes::Call& at(std::uint32_t target) { return targets.at(target).last(); }
  Attempted& pull() {
    fakes::take(*answer, taken);
    return *this;
  }
  Attempted& wait(Duration by) {
    clock->advance(by);
    return pull();
  }
  int status() const { return taken.head ? taken.head->status : 0; }
  TargetHealth health_of(std::uint32_t target) const {
    HealthView view;
    health->view(view);
    return view.at(target);
  }
};

}  // namespace hostile
