// SPDX-License-Identifier: MIT
// Three gateways beside one redis-server: what they share, and what comes of those that die.
#include "redis_gateways.hpp"

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/gateway/gateway.hpp>
#include <oaicompat/gateway/redis_cache.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/transport/httplib/client.hpp>
#include <oaicompat/transport/httplib/server.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <ctime>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

using namespace oaicompat;
using namespace redis_gateways;
using namespace std::chrono_literals;

namespace redis_fleet_test {

constexpr int requests_a_minute = 600;

// Keys `sk-oc-1` and `sk-oc-2`, each a tenant of its own; models that begin with `c` have a cache.
const std::string fleet_rules = R"(
[targets.a]
base_url = "http://a/v1"
price_per_million = { input = 1, output = 10 }
[[routes]]
match = { model = "c*" }
use = [{ target = "a" }]
cache = {}
[[routes]]
use = [{ target = "a" }]
[[keys]]
name = "app"
sha256 = "2c090a8fd155604c1aceac8ad8abd67f1f16ebfa91699984fcdd18e5b099650a"
rpm = 600
usd_per_day = 1000
[[keys]]
name = "other"
sha256 = "05270cae9b417ed4a4bc513be1528171eb918453c564bd05bb00017c29e94958"
)";

const std::string fleet_answer =
    R"({"id":"c-1","object":"chat.completion","created":17,"model":"m-1","choices":[{"index":0,"message":)"
    R"({"role":"assistant","content":"Hello"},"logprobs":null,"finish_reason":"stop"}],)"
    R"("usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})";

// One gateway, whose target answers at once.
struct Member {
  std::atomic<int> calls{0};
  std::function<void()> before_answer = [] {};
  AnswerCachePtr cache;
  Gateway gateway;

  explicit Member(const std::string& url)
      : cache{redis_cache({.url = url, .reconnect_delay = 20ms}).value()},
        gateway{Gateway::create(read_rules(fleet_rules).value(), {.connect =
                                                                      [this](const Target&, const std::string&) {
                                                                        return [this](Request) {
                                                                          ++calls;
                                                                          before_answer();
                                                                          return json_answer(200, fleet_answer);
                                                                        };
                                                                      },
                                                                  .state = redis_state(counted_at(url)).value(),
                                                                  .cache = cache})
                    .value()} {}
};

struct Told {
  int status = 0;  // 0 where no answer came
  std::string cache{}, body{};
};
Told ask(const Handler& handler, const std::string& model, const std::string& key = "sk-oc-1") {
  Request request{.method = "POST",
                  .path = "/v1/chat/completions",
                  .headers = {{"authorization", "Bearer " + key}, {"content-type", "application/json"}},
                  .body = Bytes{R"({"temperature":0,"max_tokens":9,"messages":[],"model":")" + model + "\"}"}};
  const auto answer = handler(std::move(request));
  Told out;
  Waiter waiter;
  for (Part part;;) {
    const auto got = waiter.pull(*answer, part);
    if (got == Pull::end) return out;
    if (got != Pull::some) return {};
    if (const auto* head = std::get_if<Head>(&part)) {
      out.status = head->status;
      out.cache = head->headers.get("x-oaicompat-cache");
    } else {
      out.body += std::get<Bytes>(part);
    }
  }
}
bool is_hit(const Told& told) { return told.status == 200 && told.cache.starts_with("hit; type=exact"); }

}  // namespace redis_fleet_test

using namespace redis_fleet_test;

TEST_CASE("gateways share answers, and no tenant is given another's") {
  const auto redis = server();
  if (!redis) return;
  Member one{redis->url()}, two{redis->url()};
  CHECK(eventually([&] { return is_hit(ask(one.gateway.handler(), "c")); }));
  const auto calls = one.calls.load();
  CHECK(eventually([&] { return is_hit(ask(two.gateway.handler(), "c")); }));
  CHECK(ask(two.gateway.handler(), "c").body == fleet_answer);
  CHECK(one.calls == calls);
  CHECK(two.calls <= 1);
  CHECK(ask(two.gateway.handler(), "c", "sk-oc-2").cache == "miss");
  CHECK(ask(two.gateway.handler(), "m").cache.empty());
  // What is forgotten of one tenant is forgotten by all gateways, and nothing else is.
  CHECK(eventually([&] { return is_hit(ask(two.gateway.handler(), "c", "sk-oc-2")); }));
  CHECK(one.cache->forget(cache_tenant_key("app")));
  CHECK(eventually([&] { return ask(two.gateway.handler(), "c").cache == "miss"; }));
  CHECK(is_hit(ask(two.gateway.handler(), "c", "sk-oc-2")));
}

TEST_CASE("an answer comes out of a shared cache as it was put in") {
  const auto redis = server();
  if (!redis) return;
  const auto cache = redis_cache({.url = redis->url(), .prefix = "a*b"}).value();
  CachedAnswer answer{.body = Bytes{std::string("a\n\0\r\nb", 6)},
                      .model = "m 1\n",
                      .tokens = TokenTally{.input = 1, .output = 2, .cached = 3, .cache_write = 4, .reasoning = 5},
                      .cost = 6,
                      .stored_at = 7,
                      .fresh_for = 8ms,
                      .id = "i9"};
  const auto find = [&](const std::string& key) {
    std::mutex mutex;
    CachedAnswerPtr out;
    std::atomic<bool> told{false};
    cache->find(key, [&](CachedAnswerPtr found) {
      const std::lock_guard lock{mutex};
      out = std::move(found);
      told = true;
    });
    CHECK(eventually([&] { return told.load(); }));
    const std::lock_guard lock{mutex};
    return out;
  };
  CHECK(eventually([&] {
    cache->put("full", std::make_shared<CachedAnswer>(answer), 1min);
    return find("full") != nullptr;
  }));
  const auto full = find("full");
  CHECK(full->body == answer.body);
  CHECK(full->model == answer.model);
  CHECK(full->cost == answer.cost);
  CHECK(full->stored_at == answer.stored_at);
  CHECK(full->fresh_for == answer.fresh_for);
  CHECK(full->id == answer.id);
  REQUIRE(full->tokens);
  CHECK(full->tokens->reasoning == 5);
  cache->put("bare", std::make_shared<CachedAnswer>(CachedAnswer{}), 1min);
  const auto bare = find("bare");
  REQUIRE(bare);
  CHECK_FALSE(bare->tokens);
  CHECK(bare->id.empty());
  CHECK_FALSE(bare->cost);
  cache->put("large", std::make_shared<CachedAnswer>(CachedAnswer{.body = std::string(9 << 20, 'x')}), 1min);
  CHECK(find("large") == nullptr);
  cache->put("short", std::make_shared<CachedAnswer>(answer), 1ms);
  CHECK(eventually([&] { return find("short") == nullptr; }));
  CHECK(cache->forget("f"));
  CHECK(eventually([&] { return find("full") == nullptr; }));
  CHECK(find("bare"));
}

TEST_CASE("an answer in a shared cache is forgotten by its id, and one that took its place is not") {
  const auto redis = server();
  if (!redis) return;
  Member one{redis->url()}, two{redis->url()};
  const auto id_of = [](const Told& told) { return told.cache.substr(told.cache.find("id=") + 3); };
  const auto forget = [](const Member& member, const std::string& id) {
    std::atomic<int> came{-1};
    member.cache->forget_one(id, [&](Forgotten told) { came = static_cast<int>(told); });
    CHECK(eventually([&] { return came >= 0; }));
    return static_cast<Forgotten>(came.load());
  };
  CHECK(eventually([&] { return is_hit(ask(one.gateway.handler(), "c")); }));
  const auto id = id_of(ask(one.gateway.handler(), "c"));
  CHECK(id.size() == 24);
  CHECK(eventually([&] { return is_hit(ask(two.gateway.handler(), "c")); }));
  CHECK(id_of(ask(two.gateway.handler(), "c")) == id);
  CHECK(forget(two, "nobody's") == Forgotten::none);
  CHECK(forget(two, id) == Forgotten::done);
  CHECK(forget(one, id) == Forgotten::none);
  CHECK(ask(one.gateway.handler(), "c").cache == "miss");
  // The id of an answer whose place another one took leads to nothing.
  const auto put = [&](const char* own) {
    one.cache->put("k", std::make_shared<CachedAnswer>(CachedAnswer{.id = own}), 1min);
  };
  put("old");
  put("new");
  CHECK(forget(one, "old") == Forgotten::none);
  CHECK(forget(one, "new") == Forgotten::done);
  redis->end(SIGKILL);
  CHECK(eventually([&] { return forget(one, "new") == Forgotten::away; }));
}

TEST_CASE("an answer that was under way as another gateway emptied the shared cache is not kept, and the next one is") {
  const auto redis = server();
  if (!redis) return;
  Member one{redis->url()}, two{redis->url()};
  for (const auto* each : {&one, &two}) CHECK(eventually([&] { return is_hit(ask(each->gateway.handler(), "c-1")); }));
  std::atomic<bool> held{true};
  std::promise<void> asked, go_on;
  two.before_answer = [&] {
    if (!held.exchange(false)) return;
    asked.set_value();
    go_on.get_future().wait();
  };
  std::thread caller{[&] { CHECK(ask(two.gateway.handler(), "c-2").cache == "miss"); }};
  asked.get_future().wait();
  CHECK(one.cache->forget(cache_tenant_key("other")));
  CHECK(eventually([&] { return one.cache->generation() == 1; }));
  go_on.set_value();
  caller.join();
  CHECK(is_hit(ask(two.gateway.handler(), "c-1")));  // what went to the server before is done
  CHECK(ask(one.gateway.handler(), "c-2").cache == "miss");
  CHECK(eventually([&] { return is_hit(ask(two.gateway.handler(), "c-2")); }));
}

TEST_CASE("what is of another form in a shared cache, or was cut, is not there") {
  const auto redis = server();
  if (!redis) return;
  const auto cache = redis_cache({.url = redis->url()}).value();
  const auto set = [&](const std::string& key, const std::string& text) {
    CHECK(redis->command({"SET", "{oaicompat}:answer:" + key, text}));
  };
  const auto find = [&](const std::string& key) {
    std::atomic<bool> told{false};
    CachedAnswerPtr out;
    cache->find(key, [&](CachedAnswerPtr found) {
      out = std::move(found);
      told = true;
    });
    CHECK(eventually([&] { return told.load(); }));
    return out;
  };
  set("whole", "2 7 3 60000 10 5 0 0 0 0 2 i\nm-1{}");
  CHECK(eventually([&] { return find("whole") != nullptr; }));
  const auto whole = find("whole");
  CHECK(whole->stored_at == 7);
  CHECK(whole->model == "m-1");
  CHECK(whole->body == "{}");
  CHECK(whole->tokens->output == 5);
  set("earlier", "1 7 3 60000 10 5 0 0 0\nm-1{}");
  set("later", "3 7 3 60000 10 5 0 0 0 0 2 i\nm-1{}");
  set("short", "2 7 3 60000 10 5 0 0 0\nm-1{}");
  set("cut", "2 7 3 60000 10 5 0 0 0 0 2 i\nm-1{");
  set("long", "2 7 3 60000 10 5 0 0 0 0 2 i\nm-1{}}");
  set("none", "2 7 9 60000 10 5 0 0 0 0 2 i\nm-1{}");
  for (const auto* each : {"earlier", "later", "short", "cut", "long", "none"}) CHECK_FALSE(find(each));
}

TEST_CASE("a shared cache that nobody asks takes next to no processor time") {
  const auto redis = server();
  if (!redis) return;
  Member member{redis->url()};
  CHECK(eventually([&] { return is_hit(ask(member.gateway.handler(), "c")); }));
  const auto until = std::chrono::steady_clock::now() + 800ms;
  const auto used = std::clock();
  CHECK(eventually([&] { return std::chrono::steady_clock::now() >= until; }));
  CHECK(std::clock() - used < CLOCKS_PER_SEC * 3 / 10);
}

TEST_CASE("a shared cache that is away, or hangs, finds nothing, and fails no request") {
  const auto redis = server();
  if (!redis) return;
  Member member{redis->url()};
  CHECK(eventually([&] { return is_hit(ask(member.gateway.handler(), "c")); }));
  kill(redis->pid(), SIGSTOP);
  const auto begun = std::chrono::steady_clock::now();
  const auto told = ask(member.gateway.handler(), "c");
  CHECK(told.status == 200);
  CHECK(told.cache == "miss");
  CHECK(std::chrono::steady_clock::now() - begun < 2s);
  kill(redis->pid(), SIGCONT);
  CHECK(eventually([&] { return is_hit(ask(member.gateway.handler(), "c")); }));
  redis->end(SIGKILL);
  CHECK(eventually([&] { return ask(member.gateway.handler(), "c").cache == "miss"; }));
  CHECK_FALSE(member.cache->forget(""));
  REQUIRE(redis->run());
  CHECK(eventually([&] { return is_hit(ask(member.gateway.handler(), "c")); }));
  CHECK(redis_cache({.url = "http://x"}).error().kind == ErrorKind::invalid_argument);
}

TEST_CASE("player: a gateway on a port") {
  const auto role = role_of();
  if (!role) return;
  const Member member{role->url};
  HttplibServer served{member.gateway.handler()};
  role->say(served.start().value());
  Playing::play_on();
}

TEST_CASE("three gateways hold a limit together, share answers, and one that is killed loses what it had begun alone") {
  const auto redis = server();
  if (!redis) return;
  std::vector<std::unique_ptr<Player>> players;
  std::vector<Handler> handlers;
  for (int i = 0; i < 3; ++i) {
    players.push_back(std::make_unique<Player>("player: a gateway on a port", redis->url()));
    const auto port = players.back()->heard();
    REQUIRE(port > 0);
    handlers.push_back(httplib_client({.origin = "http://127.0.0.1:" + std::to_string(port)}));
  }
  for (const auto& handler : handlers) CHECK(eventually([&] { return is_hit(ask(handler, "c", "sk-oc-2")); }));

  constexpr int threads = 6;
  std::atomic<int> answered{0}, refused{0}, lost{0}, unanswered{0};
  std::atomic<bool> over{false};
  const auto begun = std::chrono::steady_clock::now();
  std::vector<std::thread> callers;
  for (int i = 0; i < threads; ++i) {
    callers.emplace_back([&, i] {
      std::array<bool, 3> dead{};
      for (auto at = static_cast<std::size_t>(i); !over; ++at) {
        // As a balancer: what one does not take, the next one does. What it had begun is lost.
        auto told = ask(handlers[at % 3], "m");
        if (told.status == 0 && !std::exchange(dead[at % 3], true)) {
          ++lost;
          continue;
        }
        for (std::size_t more = 1; told.status == 0 && more < 3; ++more) told = ask(handlers[(at + more) % 3], "m");
        if (told.status == 200) ++answered;
        if (told.status == 429) ++refused;
        if (told.status != 200 && told.status != 429) ++unanswered;
      }
    });
  }
  CHECK(eventually([&] { return answered > 100; }));
  players[0]->end();
  CHECK(eventually([&] { return refused > 300; }));
  over = true;
  for (auto& caller : callers) caller.join();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
  CHECK(unanswered == 0);
  CHECK(lost <= threads);
  // What came back in the time, and a lease each.
  CHECK(answered <= requests_a_minute * (1 + seconds.count() / 60) + 3 * requests_a_minute / 10);
  CHECK(answered >= requests_a_minute * 0.8);

  // Redis dies: answers are asked for anew, and each gateway counts its part. It comes back: answers are shared again.
  redis->end(SIGKILL);
  CHECK(eventually([&] { return ask(handlers[1], "c", "sk-oc-2").cache == "miss"; }));
  int alone = 0;
  for (int i = 0; i < 50; ++i) alone += ask(handlers[1], "m").status == 200 ? 1 : 0;
  CHECK(alone <= requests_a_minute / 10 + 60);
  REQUIRE(redis->run());
  CHECK(eventually([&] { return is_hit(ask(handlers[1], "c", "sk-oc-2")); }));
  CHECK(eventually([&] { return is_hit(ask(handlers[2], "c", "sk-oc-2")); }));
}
