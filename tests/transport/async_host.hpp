// A server whose answers a test gives, and a client of it, on one event loop.
// SPDX-License-Identifier: MIT
#pragma once

#include "raw_socket.hpp"

#include <oaicompat/api/serve.hpp>
#include <oaicompat/base/channel.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/transport/asio/async.hpp>
#include <oaicompat/transport/asio/mount.hpp>

#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

namespace oaicompat::test {

using AskChat = CreateChatCompletion;
using ChatReply = Reply<ChatCompletion>;
using ChatNext = NextChunk<AskChat>;

inline ChatRequest async_request(const std::string& model = "m") {
  return {.model = Text{model}, .messages = {user("Hello")}};
}
inline ChatChunk async_chunk(const std::string& text, bool last = false) {
  ChatChunk chunk{.id = "c", .model = "m"};
  auto& choice = chunk.choices.emplace_back();
  choice.delta.content = Text{text};
  if (last) choice.finish_reason = FinishReason::stop;
  return chunk;
}

/// Chats are answered at once, but those with the model `held`: these wait for the test.
struct AsyncHost {
  struct Held {
    ChannelWriter<Event<AskChat>> writer;
    std::stop_token stop;
    void say(const std::string& text) { writer.send(async_chunk(text)); }
    void finish(const std::string& text) {
      writer.send(async_chunk(text, true));
      writer.end();
    }
  };

  explicit AsyncHost(AsioServerOptions server = {}, AsioClientOptions calls = {})
      : mounted{io, serve(engine()), std::move(server)} {
    const auto port = mounted.start();
    REQUIRE(port.has_value());
    calls.origin = "http://127.0.0.1:" + std::to_string(*port);
    client = Client{
        {.base_url = calls.origin + "/v1", .api_key = "k", .max_retries = 0, .transport = asio_client(io, calls)}};
  }

  /// Runs the loop on this thread until that is so; false when it does not become so.
  template <class F>
  bool until(F holds, std::chrono::milliseconds patience = 10s) {
    for (const auto deadline = now() + patience; !holds();) {
      if (now() > deadline) return false;
      io.restart();
      io.run_one_for(10ms);
    }
    return true;
  }
  Held& wait_for_call(std::size_t count = 1) {
    REQUIRE(until([&] { return held.size() >= count; }));
    return held[count - 1];
  }

  boost::asio::io_context io{1};
  std::vector<Held> held;
  int runs = 0;
  AsioMount mounted;
  Client client;

 private:
  Backend engine() {
    Backend made;
    made.on<AskChat>([this](const Parsed<ChatRequest>& request, const Context& context) {
      ++runs;
      auto [writer, events] = channel<Event<AskChat>>();
      if (request->model.view() == "held") {
        held.push_back({std::move(writer), context.stop});
      } else if (request->model.view() == "broken") {
        writer.send(async_chunk("half"));
        writer.fail(api_error(429, "Too much."));
      } else {
        writer.send(async_chunk("Hel"));
        writer.send(async_chunk("lo.", true));
        writer.end();
      }
      return std::move(events);
    });
    return made;
  }
};

}  // namespace oaicompat::test
