// SPDX-License-Identifier: MIT
#include "async_host.hpp"
#include "sanitized.hpp"

#include <oaicompat/transport/asio/client.hpp>
#include <oaicompat/transport/asio/server.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;
namespace asio = boost::asio;

namespace {

// As many calls as there are descriptors for: each takes two, the server's end and the client's.
std::size_t async_crowd(std::size_t wanted) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::max(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, 2 * wanted + 500));
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return std::min<std::size_t>(wanted, (limit.rlim_cur - 400) / 2);
}

AsioServerOptions crowd_server() {
  return {.backlog = 16'384,
          .max_connections = 32'768,
          .head_timeout = std::chrono::minutes{5},
          .body_timeout = std::chrono::minutes{5}};
}
AsioClientOptions crowd_client() {
  return {.connect_timeout = std::chrono::minutes{5}, .max_idle_connections = 32'768};
}

asio::awaitable<void> take_crowd_stream(const Client& client, asio::io_context& io, int& right) {
  auto request = async_request("held");
  auto stream = stream_async<AskChat>(client, std::move(request), {}, asio_executor(io.get_executor()));
  std::string text;
  for (;;) {
    const auto next = co_await stream.async_next(asio::use_awaitable);
    if (!next) co_return;
    if (!*next) break;
    text += (*next)->text();
  }
  right += text == "one two three";
}

}  // namespace

TEST_CASE("ten thousand calls, or as many as there are descriptors for, are under way at once on one thread") {
  const auto calls = async_crowd(OAICOMPAT_SANITIZED ? 1000 : 10'000);
  AsyncHost host{crowd_server(), crowd_client()};
  std::size_t right = 0, told = 0;
  std::set<std::thread::id> threads;
  for (std::size_t i = 0; i < calls; ++i) {
    host.client.async_send<AskChat>(async_request("held"), asio::bind_executor(host.io, [&](const ChatReply& reply) {
                                      threads.insert(std::this_thread::get_id());
                                      right += reply && reply->text() == "Hello.";
                                      ++told;
                                    }));
  }
  REQUIRE(host.until([&] { return host.held.size() == calls; }, 200s));
  CHECK(told == 0);
  for (auto& call : host.held) {
    call.say("Hel");
    call.finish("lo.");
  }
  REQUIRE(host.until([&] { return told == calls; }, 100s));
  CHECK(right == calls);
  CHECK(threads == std::set{std::this_thread::get_id()});
  MESSAGE(calls << " calls at once");
}

TEST_CASE("a thousand streams come side by side to coroutines on one thread") {
  const auto streams = async_crowd(OAICOMPAT_SANITIZED ? 200 : 1000);
  AsyncHost host{crowd_server(), crowd_client()};
  int right = 0;
  for (std::size_t i = 0; i < streams; ++i)
    asio::co_spawn(host.io, take_crowd_stream(host.client, host.io, right), asio::detached);
  REQUIRE(host.until([&] { return host.held.size() == streams; }, 100s));
  for (const auto* word : {"one ", "two "}) {
    for (auto& call : host.held) call.say(word);
    host.io.poll();
  }
  for (auto& call : host.held) call.finish("three");
  REQUIRE(host.until([&] { return right == static_cast<int>(streams); }, 100s));
}

TEST_CASE("a crowd of calls that is dropped leaves nothing behind") {
  const auto calls = async_crowd(1000);
  auto alive = std::make_shared<int>();
  {
    AsyncHost host{crowd_server(), crowd_client()};
    for (std::size_t i = 0; i < calls; ++i) {
      host.client.async_send<AskChat>(async_request("held"),
                                      asio::bind_executor(host.io, [alive](const ChatReply&) {}));
    }
    REQUIRE(host.until([&] { return host.held.size() == calls; }, 100s));
  }
  CHECK(alive.use_count() == 1);
}
