// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/server.hpp>

#include <future>
#include <thread>

using namespace play;

namespace {

Server server() {
  Server made{{.clock = std::make_shared<ManualClock>()}};
  made.chat("m", [](const ChatRequest& request, ChatWriter& out) {
    out.text("You said ");
    out.text(request.messages.back().text());
    out.usage(1, 2);
    out.finish(FinishReason::stop);
  });
  made.chat("broken", [](const ChatRequest&, ChatWriter& out) {
    out.text("half");
    out.fail(api_error(429, "Too much.", "rate_limit_exceeded"));
  });
  made.completion("m", [](const CompletionRequest&, CompletionWriter& out) {
    out.text("on and on");
    out.finish(FinishReason::length);
  });
  made.embedding("m", [](const EmbeddingRequest&, const Context&) {
    EmbeddingList list;
    list.data.emplace_back().embedding = std::vector<float>{1.0F, 0.5F};
    return list;
  });
  return made;
}
Client client_of(Handler transport, ClientOptions options = {}) {
  options.base_url = "http://test/v1";
  options.transport = std::move(transport);
  return Client{std::move(options)};
}
ChatRequest ask_of(const char* model = "m") { return {.model = model, .messages = {user("Hi")}}; }

struct Silent final : Stream<Part> {
  explicit Silent(std::promise<void>* w = nullptr) : waited_for{w} {}
  Pull pull(Part&) override { return Pull::wait; }
  void when_ready(Wake) override {
    if (auto* told = std::exchange(waited_for, nullptr)) told->set_value();
  }
  std::promise<void>* waited_for;
};

}  // namespace

TEST_CASE("every operation is a call that is waited for") {
  const auto client = client_of(server().handler());
  const auto chat = client.chat(ask_of());
  REQUIRE(chat.has_value());
  CHECK(chat->text() == "You said Hi");
  CHECK(chat->usage->total_tokens == 3);
  const auto completion = client.completion({.model = "m", .prompt = "x"});
  REQUIRE(completion.has_value());
  CHECK(completion->text() == "on and on");
  const auto embeddings = client.embeddings({.input = "x", .model = "m"});
  REQUIRE(embeddings.has_value());
  CHECK(embeddings->data[0].values() == std::vector<float>{1.0F, 0.5F});
  const auto base64 = client.embeddings({.input = "x", .model = "m", .encoding_format = EncodingFormat::base64});
  CHECK(base64->data[0].values() == std::vector<float>{1.0F, 0.5F});
  const auto models = client.models();
  REQUIRE(models.has_value());
  CHECK(models->data.size() == 2);
  CHECK(client.model("m")->id == "m");
  CHECK(client.model("none").error().code == "model_not_found");
  CHECK(client.model("").error().kind == ErrorKind::invalid_argument);
}

TEST_CASE("a streamed call gives its chunks as they come") {
  const auto client = client_of(server().handler());
  auto stream = client.chat_stream(ask_of());
  CHECK(stream.head().status == 0);
  std::string text;
  for (const auto& chunk : stream) text += chunk.text();
  CHECK(text == "You said Hi");
  CHECK(!stream.error());
  CHECK(stream.head().status == 200);
  auto legacy = client.completion_stream({.model = "m", .prompt = "x"});
  CHECK(legacy.collect()->text() == "on and on");
}

TEST_CASE("whether a call is streamed is the method's choice, not the request's") {
  const auto client = client_of(server().handler());
  auto request = ask_of();
  request.stream = true;
  request.stream_options.emplace().include_usage = true;
  CHECK(client.chat(request)->text() == "You said Hi");
  request.stream = false;
  CHECK(client.chat_stream(request).collect()->usage->total_tokens == 3);
}

TEST_CASE("a reply has the head of its answer, whether it is a value or an error") {
  const auto client = client_of(server().handler(), {.max_retries = 0});
  const auto good = client.chat(ask_of(), {.headers = {{"x-request-id", "mine"}}});
  CHECK(good.status() == 200);
  CHECK(good.request_id() == "mine");
  CHECK(good.headers().get("content-type") == "application/json");
  const auto bad = client.chat(ask_of("broken"));
  REQUIRE(!bad);
  CHECK(bad.status() == 429);
  CHECK(bad.error().status == 429);
  CHECK(bad.error().message == "Too much.");
  CHECK(bad.error().code == "rate_limit_exceeded");
  CHECK(bad.error().request_id == bad.request_id());
  CHECK(!bad.request_id().empty());
}

TEST_CASE("an error inside a stream ends the loop and tells what the server said") {
  auto stream = client_of(server().handler()).chat_stream(ask_of("broken"));
  std::string text;
  for (const auto& chunk : stream) text += chunk.text();
  CHECK(text == "half");
  REQUIRE(stream.error());
  CHECK(stream.error()->message == "Too much.");
  CHECK(stream.error()->type == "rate_limit_error");
  CHECK(stream.error()->code == "rate_limit_exceeded");
  CHECK(!stream.error()->request_id.empty());
}

TEST_CASE("an event stream in answer to a whole call is put together") {
  const auto body = "data: " + text_chunk + "\n\ndata: " + finish_chunk + "\n\ndata: [DONE]\n\n";
  CHECK(client_of(streams(body)).chat(ask_of())->text() == "Hi.");
  CHECK(client_of(streams("data: [DONE]\n\n")).chat(ask_of()).error().code == "no_answer");
  CHECK(client_of(streams("data: " + text_chunk + "\n\ndata: [DONE]\n\n")).chat(ask_of()).error().code ==
        "no_finish_reason");
}

TEST_CASE("a call is cancelled by the caller's stop, from another thread or beforehand") {
  for (const bool streamed : {false, true}) {
    std::promise<void> waits;
    std::stop_token told;
    const auto client = client_of([&](const Request& request) -> Answer {
      told = request.context.stop;
      return std::make_unique<Silent>(&waits);
    });
    std::stop_source stop;
    std::thread canceller{[&] {
      waits.get_future().wait();
      stop.request_stop();
    }};
    const RequestOptions options{.stop = stop.get_token()};
    const auto kind = streamed ? client.chat_stream(ask_of(), options).collect().error().kind
                               : client.chat(ask_of(), options).error().kind;
    canceller.join();
    CHECK(kind == ErrorKind::cancelled);
    CHECK(told.stop_requested());
  }
}

TEST_CASE("a transport that gives no answer is an error") {
  const Client client{
      {.base_url = "http://test/v1", .max_retries = 0, .transport = [](const Request&) { return Answer{}; }}};
  const auto models = client.models();
  REQUIRE_FALSE(models);
  CHECK(models.error().code == "no_answer");
}

TEST_CASE("a base URL that cannot be read fails every call") {
  const Client client{{.base_url = "ftp://x"}};
  CHECK(client.chat(ask_of()).error().kind == ErrorKind::invalid_argument);
  CHECK(client.models().error().code == "invalid_base_url");
  CHECK(client.chat_stream(ask_of()).collect().error().code == "invalid_base_url");
  CHECK(client.chat(ask_of()).status() == 0);
}

TEST_CASE("a client is a backend, and can be served") {
  const auto upstream = server();
  Server gateway;
  gateway.backend(client_of(upstream.handler()));
  const auto client = client_of(gateway.handler());
  CHECK(client.chat(ask_of())->text() == "You said Hi");
  CHECK(client.chat_stream(ask_of()).collect()->text() == "You said Hi");
  CHECK(client.models()->data.size() == 2);
  CHECK(client.model("m")->id == "m");
  CHECK(client.chat(ask_of("none")).error().code == "model_not_found");
}

TEST_CASE("one client serves many threads at once") {
  const auto client = client_of(server().handler());
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        const auto words = std::to_string(t) + "/" + std::to_string(i);
        const ChatRequest request{.model = "m", .messages = {user(words)}};
        right += client.chat(request)->text() == "You said " + words;
        right += client.chat_stream(request).collect()->text() == "You said " + words;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(right == 320);
}
