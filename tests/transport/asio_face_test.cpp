// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/server.hpp>
#include <oaicompat/transport/asio/client.hpp>
#include <oaicompat/transport/asio/server.hpp>

#include <doctest/doctest.h>

#include <latch>
#include <string>
#include <thread>
#include <vector>

using namespace oaicompat;

namespace {

Server asio_face() {
  Server server{{.port = 0, .transport = asio_transport()}};
  server.chat("m", [](const ChatRequest& request, ChatWriter& out) {
    for (const auto* word : {"one ", "two ", "three"}) out.text(word);
    out.text(request.messages.size() == 1 ? "" : " and more");
    out.finish(FinishReason::stop);
  });
  return server;
}

ChatRequest asio_hello() { return {.model = "m", .messages = {user("Hello")}}; }

}  // namespace

TEST_CASE("a Server listens on event loops where it is told so, and its client may call on one") {
  auto server = asio_face();
  REQUIRE(server.start().has_value());
  const auto origin = "http://127.0.0.1:" + std::to_string(server.port());
  CHECK(server.base_url() == origin + "/v1");
  CHECK_FALSE(server.start().has_value());

  for (const bool over_loop : {false, true}) {
    ClientOptions options{.base_url = server.base_url(), .api_key = "k"};
    if (over_loop) options.transport = asio_client({.origin = origin});
    const Client client{options};
    const auto whole = client.chat(asio_hello());
    REQUIRE(whole);
    CHECK(whole->text() == "one two three");
    std::string streamed;
    auto stream = client.chat_stream(asio_hello());
    for (const auto& chunk : stream) streamed += chunk.text();
    CHECK_FALSE(stream.error());
    CHECK(streamed == "one two three");
  }
  server.stop();
}

TEST_CASE("handlers that block do not block one another's streams on a loop's one thread") {
  constexpr int callers = 16;
  std::latch all_here{callers};
  Server server{{.port = 0, .transport = asio_transport()}};
  server.chat("m", [&](const ChatRequest&, ChatWriter& out) {
    all_here.arrive_and_wait();
    out.text("met");
    out.finish(FinishReason::stop);
  });
  REQUIRE(server.start().has_value());
  const Client client{{.base_url = server.base_url(), .api_key = "k"}};
  std::vector<std::string> got(callers);
  std::vector<std::thread> threads;
  for (auto& text : got) {
    threads.emplace_back([&client, &text] {
      if (auto answer = client.chat(asio_hello())) text = answer->text();
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(got == std::vector<std::string>(callers, "met"));
}
