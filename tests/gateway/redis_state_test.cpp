// SPDX-License-Identifier: MIT
// Counters of several gateways beside one redis-server: what they take together, whatever comes between.
#include "redis_gateways.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace oaicompat;
using namespace redis_gateways;
using namespace std::chrono_literals;

namespace redis_state_test {

constexpr std::int64_t most_at_once = 50;

struct Nodes {
  explicit Nodes(const RedisStateOptions& options, std::size_t count = 3) {
    for (std::size_t i = 0; i < count; ++i) states.push_back(redis_state(options).value());
  }
  // Many threads take random amounts until nothing is left anywhere for a while; gives their sum.
  std::int64_t take_all(const Charge& of, std::chrono::milliseconds quiet = 600ms) const {
    std::atomic<std::int64_t> sum{0};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < 4 * states.size(); ++i) {
      threads.emplace_back([&, i] {
        std::mt19937 random{static_cast<unsigned>(i)};
        auto last = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() - last < quiet) {
          auto charge = of;
          charge.amount = std::uniform_int_distribution<std::int64_t>{1, most_at_once}(random);
          if (took(*states[i % states.size()], charge)) {
            sum += charge.amount;
            last = std::chrono::steady_clock::now();
          } else {
            std::this_thread::yield();
          }
        }
      });
    }
    for (auto& thread : threads) thread.join();
    return sum;
  }
  std::vector<SharedStatePtr> states;
};

// Removes all keys of a server.
void flush_all(const test::RedisServer& server) {
  const auto url = server.url();
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int made = socket(AF_INET, SOCK_STREAM, 0);
  REQUIRE(connect(made, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
  const std::string_view words = "FLUSHALL\r\n";
  REQUIRE(write(made, words.data(), words.size()) == static_cast<ssize_t>(words.size()));
  char said = 0;
  REQUIRE(read(made, &said, 1) == 1);
  close(made);
  CHECK(said == '+');
}

}  // namespace redis_state_test

using namespace redis_state_test;

TEST_CASE("gateways take no more of a budget than it has and a lease each, and leave little") {
  const auto redis = server();
  if (!redis) return;
  for (const std::int64_t limit : {20'000, 2'000, 100}) {
    CAPTURE(limit);
    const auto name = "key/" + std::to_string(limit) + "/day";
    const Nodes nodes{counted_at(*redis)};
    const auto sum = nodes.take_all({name, Window::day, limit, 0});
    const auto lease = std::max(limit / 10, most_at_once);
    CHECK(sum <= limit + 3 * lease);
    CHECK(sum >= limit - most_at_once);
  }
}

TEST_CASE("gateways take no more in a while than a minute's limit, what comes back, and a lease each") {
  const auto redis = server();
  if (!redis) return;
  constexpr std::int64_t limit = 6'000;  // 100 a second
  const Nodes nodes{counted_at(*redis)};
  std::atomic<bool> over{false};
  std::atomic<std::int64_t> sum{0};
  const auto begun = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      while (!over) sum += took(*nodes.states[i % 3], {"m", Window::minute, limit, 7}) ? 7 : 0;
    });
  }
  CHECK(eventually([&] { return std::chrono::steady_clock::now() - begun > 2s; }));
  over = true;
  for (auto& thread : threads) thread.join();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
  CHECK(static_cast<double>(sum) <= limit * (1 + seconds.count() / 60) + 3 * (limit / 10));
  CHECK(static_cast<double>(sum) >= limit * 0.9);
}

TEST_CASE("slots are one gateway's while they are used, and anybody's again") {
  const auto redis = server();
  if (!redis) return;
  const Charge slot{"key/app/open", Window::open, 20, 1};
  const Nodes nodes{counted_at(*redis)};
  int open = 0;
  for (int i = 0; i < 100; ++i) open += took(*nodes.states[0], slot) ? 1 : 0;
  CHECK(eventually([&] { return (open += took(*nodes.states[0], slot) ? 1 : 0) >= 20; }));
  CHECK(open <= 20 + 2);
  CHECK(eventually([&] { return !took(*nodes.states[1], slot) || ++open > 30; }));
  CHECK(open <= 20 + 2 * 2);
  for (; open > 0; --open) nodes.states[0]->settle(slot, 0, 0);
  int got = 0;
  CHECK(eventually([&] { return (got += took(*nodes.states[2], slot) ? 1 : 0) >= 15; }));
}

TEST_CASE("player: takes ten slots") {
  const auto role = role_of();
  if (!role) return;
  const auto state = redis_state(counted_at(role->url)).value();
  int open = 0;
  eventually([&] { return (open += took(*state, {"key/app/open", Window::open, 10, 1}) ? 1 : 0) >= 10; });
  role->say(open);
  Playing::play_on();
}

TEST_CASE("slots of a process that was killed are free after their time") {
  const auto redis = server();
  if (!redis) return;
  const Charge slot{"key/app/open", Window::open, 10, 1};
  Player player{"player: takes ten slots", redis->url()};
  REQUIRE(player.heard() == 10);
  const auto state = redis_state(counted_at(*redis)).value();
  CHECK(eventually([&] { return !took(*state, slot); }));
  player.end();
  int open = 0;
  CHECK(eventually([&] { return (open += took(*state, slot) ? 1 : 0) >= 8; }));
}

TEST_CASE("what was reserved and not spent is another gateway's") {
  const auto redis = server();
  if (!redis) return;
  const Charge dear{"key/app/day", Window::day, 1'000, 900};
  const Nodes nodes{counted_at(*redis)};
  const auto taken = nodes.states[0]->reserve({dear});
  REQUIRE_FALSE(taken.refused);
  CHECK(eventually([&] {
    (void)nodes.states[1]->reserve({{dear.counter, dear.window, dear.limit, 0}});
    return nodes.states[1]->look(dear).remaining <= 100;
  }));
  CHECK_FALSE(took(*nodes.states[1], dear));
  nodes.states[0]->settle(dear, taken.windows.at(0), 10);
  CHECK(eventually([&] { return took(*nodes.states[1], dear); }));
}

TEST_CASE("a gateway that ends leaves what it spent, and nothing else") {
  const auto redis = server();
  if (!redis) return;
  const Charge part{"key/app/month", Window::month, 1'000, 300};
  auto options = counted_at(*redis);
  CHECK(took(*redis_state(options).value(), part));
  CHECK(took(*redis_state(options).value(), part));
  const auto state = redis_state(options).value();
  const Charge look{part.counter, part.window, part.limit, 0};
  CHECK(eventually([&] {
    (void)state->reserve({look});
    return state->look(look).remaining == 400;
  }));
}

TEST_CASE("a refusal takes nothing of the other counters, and is told at once") {
  const auto redis = server();
  if (!redis) return;
  const auto state = redis_state(counted_at(*redis)).value();
  const Charge minute{"k/requests", Window::minute, 60, 1}, dear{"k/day", Window::day, 1'000, 1'001};
  const auto refused = state->reserve({minute, dear});
  CHECK(refused.refused == 1u);
  CHECK(refused.wait == std::nullopt);
  CHECK(refused.standings.at(0).remaining == 60);
}

TEST_CASE("a server that loses its memory is told what was spent: no budget begins anew") {
  const auto redis = server();
  if (!redis) return;
  constexpr std::int64_t limit = 2'000;
  const Charge of{"key/app/day", Window::day, limit, 0};
  const Nodes nodes{counted_at(*redis)};
  std::int64_t sum = 0;
  for (const auto& state : nodes.states) {
    int times = 0;
    CHECK(eventually([&] { return (times += took(*state, {of.counter, of.window, limit, 50}) ? 1 : 0) == 10; }));
    sum += 500;
  }
  // All know of all before it is gone.
  for (const auto& state : nodes.states) {
    CHECK(eventually([&] {
      (void)state->reserve({of});
      return state->look(of).remaining <= limit - sum;
    }));
  }
  redis->end(SIGKILL);
  REQUIRE(redis->run());
  sum += nodes.take_all(of, 1500ms);
  CHECK(sum <= limit + 3 * limit / 10);
  CHECK(sum >= limit - limit / 10);
}

TEST_CASE("a server whose keys are removed again and again gives no budget anew") {
  const auto redis = server();
  if (!redis) return;
  constexpr std::int64_t limit = 2'000;
  const Charge of{"key/app/day", Window::day, limit, 0};
  const Nodes nodes{counted_at(*redis)};
  auto sum = nodes.take_all(of);
  for (int i = 0; i < 5; ++i) {
    flush_all(*redis);
    sum += nodes.take_all(of);
  }
  CHECK(sum <= limit + 3 * limit / 10);
  CHECK(sum >= limit - limit / 10);
  // Who comes anew sees what was spent.
  const auto fresh = redis_state(counted_at(*redis)).value();
  CHECK(eventually([&] {
    (void)fresh->reserve({of});
    return fresh->look(of).remaining <= std::max<std::int64_t>(0, limit - sum);
  }));
}

TEST_CASE("a server whose keys are removed is told also what a gateway spent that asks for nothing") {
  const auto redis = server();
  if (!redis) return;
  const Charge of{"key/app/day", Window::day, 1'000, 300};
  const Nodes nodes{counted_at(*redis), 2};
  CHECK(eventually([&] { return took(*nodes.states[0], of); }));
  const Charge look{of.counter, of.window, of.limit, 0};
  CHECK(eventually([&] {
    (void)nodes.states[1]->reserve({look});
    return nodes.states[1]->look(look).remaining <= 700;
  }));
  flush_all(*redis);
  const auto fresh = redis_state(counted_at(*redis)).value();
  CHECK(eventually([&] {
    (void)fresh->reserve({look});
    return fresh->look(look).remaining <= 700;
  }));
}

TEST_CASE("while the server is away each gateway has its part of what was left") {
  const auto redis = server();
  if (!redis) return;
  constexpr std::int64_t limit = 3'000;
  const Charge of{"key/app/day", Window::day, limit, 0};
  const Nodes nodes{counted_at(*redis)};
  redis->end(SIGKILL);
  const auto sum = nodes.take_all(of, 1500ms);
  CHECK(sum <= limit + 3 * limit / 10);
  CHECK(sum >= limit / 2);
  REQUIRE(redis->run());
  // All is told to the server, and known to who comes anew.
  const auto fresh = redis_state(counted_at(*redis)).value();
  CHECK(eventually([&] {
    (void)fresh->reserve({of});
    return fresh->look(of).remaining <= std::max<std::int64_t>(0, limit - sum);
  }));
}

TEST_CASE("a limit that is refused while the server is away is used as far as the lease goes") {
  const auto redis = server();
  if (!redis) return;
  auto options = counted_at(*redis);
  options.away.budgets = AwayPolicy::refuse;
  options.give_back_after = 1h;
  const auto state = redis_state(options).value();
  const Charge money{"key/app/day", Window::day, 1'000, 10}, minute{"key/app/requests", Window::minute, 300, 1};
  CHECK(eventually([&] { return took(*state, money) && state->look(money).remaining < 990; }));
  redis->end(SIGKILL);
  int more = 0;
  CHECK(eventually([&] { return !took(*state, money) || ++more > 100; }));
  CHECK(more <= 30);
  CHECK(took(*state, minute));
  REQUIRE(redis->run());
  CHECK(eventually([&] { return took(*state, money); }));
}

TEST_CASE("nobody waits for a server that hangs") {
  const auto redis = server();
  if (!redis) return;
  auto options = counted_at(*redis);
  options.command_timeout = 100ms;
  const auto state = redis_state(options).value();
  const Charge minute{"k/requests", Window::minute, 30'000, 1};
  CHECK(took(*state, minute));
  kill(redis->pid(), SIGSTOP);
  const auto begun = std::chrono::steady_clock::now();
  int count = 0;
  for (int i = 0; i < 2'000; ++i) count += took(*state, minute) ? 1 : 0;
  CHECK(std::chrono::steady_clock::now() - begun < 1s);
  CHECK(count == 2'000);
  kill(redis->pid(), SIGCONT);
  CHECK(eventually([&] { return took(*state, minute); }));
}

TEST_CASE("a URL or prefix of shared counters that is none is refused; a server that is away is not") {
  CHECK(redis_state({.url = "http://x"}).error().kind == ErrorKind::invalid_argument);
  CHECK(redis_state({.prefix = "{"}).error().kind == ErrorKind::invalid_argument);
  const auto alone = redis_state({.url = "redis://127.0.0.1:1", .nodes = 2}).value();
  const Charge minute{"k/requests", Window::minute, 60, 1};
  int count = 0;
  CHECK(eventually([&] { return (count += took(*alone, minute) ? 1 : 0) >= 29; }));
  CHECK(eventually([&] { return !took(*alone, minute) || ++count > 100; }));
  CHECK(count <= 40);
}
