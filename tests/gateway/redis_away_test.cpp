// SPDX-License-Identifier: MIT
// What is told of a server that gateways share, and that is away.
#include "logged.hpp"
#include "redis_gateways.hpp"

#include <oaicompat/gateway/admin.hpp>
#include <oaicompat/gateway/redis_cache.hpp>
#include <oaicompat/json/any_json.hpp>

#include <csignal>
#include <mutex>
#include <string>
#include <vector>

using namespace oaicompat;

namespace redis_away_test {

// What a hook was told, in order.
struct ToldServers {
  std::mutex mutex;
  std::vector<SharedServer> all;

  std::function<void(const SharedServer&)> hook() {
    return [this](const SharedServer& server) {
      const std::lock_guard lock{mutex};
      all.push_back(server);
    };
  }
  std::vector<SharedServer> now() {
    const std::lock_guard lock{mutex};
    return all;
  }
};

bool tells_of(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace redis_away_test

using redis_away_test::tells_of;
using redis_away_test::ToldServers;
using redis_gateways::eventually;

TEST_CASE("a shared server that goes away is told once, with the reason, and once when it is back") {
  const auto redis = redis_gateways::server();
  if (!redis) return;
  ToldServers told;
  auto options = redis_gateways::counted_at(*redis);
  options.on_change = told.hook();
  const auto state = redis_state(options).value();
  CHECK(eventually([&] { return state->server()->up; }));
  CHECK(told.now().empty());
  redis->end(SIGKILL);
  CHECK(eventually([&] { return told.now().size() == 1; }));
  CHECK_FALSE(state->server()->up);
  CHECK(eventually([&] { return tells_of(state->server()->last_error, "refused"); }));
  REQUIRE(redis->run());
  CHECK(eventually([&] { return told.now().size() == 2; }));
  CHECK(state->server()->up);
  CHECK_FALSE(told.now().at(0).up);
  CHECK_FALSE(told.now().at(0).last_error.empty());
  CHECK(told.now().at(1).up);
}

TEST_CASE("a password that a shared server refuses is the reason, and is never told itself") {
  const auto redis = redis_gateways::server();
  if (!redis) return;
  ToldServers told;
  const auto url = "redis://:SECRETPW@" + redis->url().substr(std::string_view{"redis://"}.size());
  const auto cache = redis_cache({.url = url, .on_change = told.hook()}).value();
  CHECK(eventually([&] { return told.now().size() == 1; }));
  CHECK_FALSE(cache->server()->up);
  CHECK(tells_of(told.now().at(0).last_error, "password"));
  CHECK_FALSE(tells_of(told.now().at(0).last_error, "SECRETPW"));
}

TEST_CASE("figures and status tell whether shared servers are there, and nothing where there are none") {
  const logged::Ground ground;
  const auto ask = [](const Handler& handler, std::string path) {
    return fakes::take(handler({.path = std::move(path), .headers = {{"authorization", "Bearer k"}}})).body;
  };
  const auto state = redis_state({.url = "redis://127.0.0.1:1"}).value();
  const auto cache = redis_cache({.url = "redis://127.0.0.1:1"}).value();
  CHECK(eventually([&] { return !state->server()->last_error.empty(); }));
  const auto shared =
      admin_handler(*ground.gateway, {.key = "k", .metrics = ground.metrics, .cache = cache, .state = state});
  const auto text = ask(shared, "/metrics");
  CHECK(tells_of(text, "oaicompat_gateway_shared_up{part=\"state\"} 0\n"));
  CHECK(tells_of(text, "oaicompat_gateway_shared_up{part=\"cache\"} 0\n"));
  const auto alone = admin_handler(
      *ground.gateway, {.key = "k", .metrics = ground.metrics, .cache = memory_cache(1), .state = memory_state()});
  CHECK_FALSE(tells_of(ask(alone, "/metrics"), "shared_up"));
}
