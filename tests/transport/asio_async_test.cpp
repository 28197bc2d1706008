// SPDX-License-Identifier: MIT
#include "async_host.hpp"

#include <oaicompat/transport/asio/client.hpp>
#include <oaicompat/transport/asio/server.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;
namespace asio = boost::asio;

namespace {

asio::awaitable<void> ask_in_coroutine(const Client& client, std::vector<std::string>& told) {
  auto request = async_request();
  const auto reply = co_await async_send<AskChat>(client, std::move(request), asio::use_awaitable);
  told.push_back(reply ? reply->text() : reply.error().message);
  auto again = async_request("broken");
  RequestOptions options;
  const auto failed = co_await client.async_send<AskChat>(std::move(again), options, asio::use_awaitable);
  told.push_back(failed ? failed->text() : failed.error().message);
}

asio::awaitable<void> ask_held(const Client& client, std::optional<ChatReply>& told) {
  auto request = async_request("held");
  told = co_await client.async_send<AskChat>(std::move(request), asio::use_awaitable);
}

// The call, or a time that has come already, whichever is first.
asio::awaitable<void> ask_or_give_up(const Client& client, asio::steady_timer& timer, std::size_t& first) {
  using namespace asio::experimental::awaitable_operators;
  auto request = async_request("held");
  auto call = client.async_send<AskChat>(std::move(request), asio::use_awaitable);
  auto wait = timer.async_wait(asio::use_awaitable);
  const auto both = co_await (std::move(call) || std::move(wait));
  first = both.index();
}

auto into(std::optional<ChatReply>& told) {
  return [&told](ChatReply reply) {
    CHECK_FALSE(told);
    told = std::move(reply);
  };
}

}  // namespace

TEST_CASE("coroutines call side by side on one thread, which serves them too") {
  AsyncHost host;
  constexpr int many = 20;
  std::vector<std::string> told;
  for (int i = 0; i < many; ++i) asio::co_spawn(host.io, ask_in_coroutine(host.client, told), asio::detached);
  REQUIRE(host.until([&] { return told.size() == 2 * many; }));
  CHECK(std::count(told.begin(), told.end(), "Hello.") == many);
  CHECK(std::count(told.begin(), told.end(), "Too much.") == many);
}

TEST_CASE("a future is set by the library's own thread") {
  AsyncHost host;
  auto future = host.client.async_send<AskChat>(async_request(), asio::use_future);
  REQUIRE(host.until([&] { return future.wait_for(0s) == std::future_status::ready; }));
  CHECK(future.get()->text() == "Hello.");
}

TEST_CASE("a handler is called on the executor that it is bound to, else on the library's own thread") {
  AsyncHost host;
  auto strand = asio::make_strand(host.io);
  std::atomic<int> told = 0;
  const auto here = std::this_thread::get_id();
  host.client.async_send<AskChat>(async_request(), asio::bind_executor(strand, [&](const ChatReply& reply) {
                                    CHECK(reply);
                                    CHECK(strand.running_in_this_thread());
                                    CHECK(std::this_thread::get_id() == here);
                                    ++told;
                                  }));
  host.client.async_send<AskChat>(async_request(), [&](const ChatReply& reply) {
    CHECK(reply);
    CHECK(std::this_thread::get_id() != here);
    ++told;
  });
  CHECK(told == 0);
  CHECK(host.until([&] { return told == 2; }));
}

TEST_CASE("a deferred call begins once it is given its handler") {
  AsyncHost host;
  auto call = host.client.async_send<AskChat>(async_request(), asio::deferred);
  host.io.poll();
  CHECK(host.runs == 0);
  std::optional<ChatReply> told;
  std::move(call)(asio::bind_executor(host.io, into(told)));
  REQUIRE(host.until([&] { return told.has_value(); }));
  CHECK((*told)->text() == "Hello.");
  CHECK(host.runs == 1);
}

TEST_CASE("a handler may be one that only moves") {
  AsyncHost host;
  auto text = std::make_unique<std::string>();
  auto& seen = *text;
  host.client.async_send<AskChat>(async_request(),
                                  asio::bind_executor(host.io, [&seen, own = std::move(text)](const ChatReply& reply) {
                                    seen = reply->text();
                                    CHECK(&seen == own.get());
                                    seen += "!";
                                    CHECK(*own == "Hello.!");
                                  }));
  CHECK(host.until([&] { return host.runs == 1; }));
  host.io.restart();
  host.io.poll();
}

TEST_CASE("a terminal signal to a handler's slot cancels its call, another kind or a late one does not") {
  AsyncHost host;
  asio::cancellation_signal signal;
  std::optional<ChatReply> told;
  host.client.async_send<AskChat>(
      async_request("held"), asio::bind_cancellation_slot(signal.slot(), asio::bind_executor(host.io, into(told))));
  auto& call = host.wait_for_call();
  signal.emit(asio::cancellation_type::partial);
  host.io.poll();
  CHECK_FALSE(told);
  signal.emit(asio::cancellation_type::terminal);
  CHECK_FALSE(told);
  REQUIRE(host.until([&] { return told.has_value(); }));
  REQUIRE_FALSE(*told);
  CHECK(told->error().kind == ErrorKind::cancelled);
  CHECK(host.until([&] { return call.stop.stop_requested(); }));
  CHECK_FALSE(signal.slot().has_handler());
  signal.emit(asio::cancellation_type::terminal);
}

TEST_CASE("of two things that a coroutine waits for, the one that comes second is cancelled") {
  AsyncHost host;
  asio::steady_timer timer{host.io, 0ms};
  std::size_t first = 9;
  asio::co_spawn(host.io, ask_or_give_up(host.client, timer, first), asio::detached);
  REQUIRE(host.until([&] { return first == 1; }));
  CHECK(host.until([&] { return host.held.empty() || host.held[0].stop.stop_requested(); }));
  host.held.clear();

  asio::steady_timer other{host.io, std::chrono::hours{1}};
  asio::co_spawn(host.io, ask_or_give_up(host.client, other, first), asio::detached);
  host.wait_for_call().finish("Yes.");
  REQUIRE(host.until([&] { return first == 0; }));
}

TEST_CASE("the caller's stop token cancels a coroutine's call, from another thread too") {
  AsyncHost host;
  std::stop_source stop;
  std::optional<ChatReply> told;
  host.client.async_send<AskChat>(async_request("held"), {.stop = stop.get_token()},
                                  asio::bind_executor(host.io, into(told)));
  host.wait_for_call();
  std::thread{[&] { stop.request_stop(); }}.join();
  REQUIRE(host.until([&] { return told.has_value(); }));
  CHECK(told->error().kind == ErrorKind::cancelled);
}

TEST_CASE("a coroutine that is cancelled gives up its call") {
  AsyncHost host;
  asio::cancellation_signal signal;
  std::optional<ChatReply> told;
  asio::co_spawn(host.io, ask_held(host.client, told), asio::bind_cancellation_slot(signal.slot(), asio::detached));
  auto& call = host.wait_for_call();
  signal.emit(asio::cancellation_type::terminal);
  REQUIRE(host.until([&] { return told.has_value(); }));
  CHECK(told->error().kind == ErrorKind::cancelled);
  CHECK(host.until([&] { return call.stop.stop_requested(); }));
}

TEST_CASE("a loop runs on while a call waits on another thread's connection") {
  AsioServer server{[](const Request&) { return json_answer(200, R"({"object":"list","data":[]})"); }};
  const auto port = server.start();
  REQUIRE(port.has_value());
  const auto origin = "http://127.0.0.1:" + std::to_string(*port);
  const Client client{{.base_url = origin + "/v1", .transport = asio_client({.origin = origin})}};
  asio::io_context io;
  int told = 0;
  for (int i = 0; i < 50; ++i)
    client.async_send<ListModels>({}, asio::bind_executor(io, [&](const Reply<ModelList>& reply) { told += !!reply; }));
  io.run();
  CHECK(told == 50);
}

TEST_CASE("calls that nobody waits for go over the built-in transport too") {
  AsioServer server{[](const Request&) { return json_answer(200, R"({"object":"list","data":[]})"); }};
  const auto port = server.start();
  REQUIRE(port.has_value());
  const Client client{{.base_url = "http://127.0.0.1:" + std::to_string(*port) + "/v1"}};
  std::vector<std::future<Reply<ModelList>>> replies;
  for (int i = 0; i < 20; ++i) replies.push_back(send_future<ListModels>(client, {}));
  for (auto& reply : replies) CHECK(reply.get());
}

TEST_CASE("a loop that ends before its calls drops their handlers uncalled") {
  auto alive = std::make_shared<int>();
  std::optional<ChatReply> told;
  {
    AsyncHost host;
    asio::co_spawn(host.io, ask_held(host.client, told), asio::detached);
    host.client.async_send<AskChat>(async_request("held"),
                                    asio::bind_executor(host.io, [alive](const ChatReply&) { FAIL("was told"); }));
    host.client.async_send<AskChat>(async_request(),
                                    asio::bind_executor(host.io, [alive](const ChatReply&) { FAIL("was told"); }));
    CHECK(host.until([&] { return host.held.size() == 2; }));
    CHECK(alive.use_count() > 1);
  }
  CHECK(alive.use_count() == 1);
  CHECK_FALSE(told);
}

TEST_CASE("many threads call at once, each on a strand of a pool") {
  AsioServer server{[](const Request&) { return json_answer(200, R"({"object":"list","data":[]})"); }};
  const auto port = server.start();
  REQUIRE(port.has_value());
  const auto origin = "http://127.0.0.1:" + std::to_string(*port);
  const Client client{{.base_url = origin + "/v1", .transport = asio_client({.origin = origin})}};
  asio::thread_pool pool{4};
  std::atomic<int> answered = 0, cancelled = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        std::stop_source stop;
        const auto strand = asio::make_strand(pool);
        const auto done = [&, strand](const Reply<ModelList>& reply) {
          if (!strand.running_in_this_thread()) return;
          if (reply) ++answered;
          if (!reply && reply.error().kind == ErrorKind::cancelled) ++cancelled;
        };
        client.async_send<ListModels>({}, {.stop = stop.get_token()}, asio::bind_executor(strand, done));
        if (i % 4 == 0) stop.request_stop();
      }
    });
  }
  threads.clear();
  pool.join();
  CHECK(answered + cancelled == 400);
  CHECK(answered >= 300);
}
