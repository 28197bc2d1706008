// SPDX-License-Identifier: MIT
#include "asked.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/resources/responses/operations.hpp>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

namespace async_server {

using namespace asked_server;

// An engine of one thread that answers what it is handed.
class Engine {
 public:
  AsyncChatHandler handler() {
    return [this](Parsed<ChatRequest> request, ChatSink out, Context) {
      const std::lock_guard lock{mutex_};
      jobs_.push_back({std::move(request), std::move(out)});
      arrived_.notify_one();
    };
  }

 private:
  struct Job {
    Parsed<ChatRequest> request;
    ChatSink out;
  };
  void run(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    while (arrived_.wait(lock, stop, [&] { return !jobs_.empty(); })) {
      for (auto& job : jobs_) {
        job.out.try_text("Hello, ");
        job.out.try_text(job.request->messages.back().text());
        job.out.usage(3);
        job.out.finish(FinishReason::stop);
      }
      jobs_.clear();
    }
  }

  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::vector<Job> jobs_;
  std::jthread thread_{[this](const std::stop_token& stop) { run(stop); }};
};

TEST_CASE("an engine's thread answers whole and streamed requests, and responses") {
  Engine engine;
  Server server{{.clock = std::make_shared<ManualClock>()}};
  server.chat_async("my-model", engine.handler());
  const auto handler = server.handler();
  for (const bool may_block : {true, false}) {
    const auto completion = read<ChatCompletion>(asked_chat(handler, chat_body(), may_block).body);
    CHECK(completion.text() == "Hello, world");
    CHECK(completion.created == 1'700'000'000);
    CHECK(completion.usage->completion_tokens == 2);
    const auto streamed = asked_chat(
        handler, chat_body("my-model", R"(,"stream":true,"stream_options":{"include_usage":true})"), may_block);
    CHECK(events(streamed.body).size() == 6);  // role, two pieces, finish, usage, [DONE]
    const auto response = asked(handler, post("/v1/responses", R"({"model":"my-model","input":"world"})"), may_block);
    CHECK(response.head.status == 200);
    CHECK(response.body.find("Hello, world") != std::string::npos);
  }
  CHECK(asked(handler, {.path = "/v1/models"}).body.find("my-model") != std::string::npos);
}

TEST_CASE("a sink that is dropped is a 500, or an error in the stream that has begun") {
  Server server;
  server.chat_async("my-model", [](Parsed<ChatRequest> request, ChatSink out, Context) {
    if (request->stream.value_or(false)) out.try_text("so far");
  });
  const auto handler = server.handler();
  const auto whole = asked_chat(handler, chat_body());
  CHECK(whole.head.status == 500);
  CHECK(code_of(whole) == "answer_dropped");
  const auto streamed = asked_chat(handler, chat_body("my-model", R"(,"stream":true)"));
  CHECK(streamed.head.status == 200);
  const auto data = events(streamed.body);
  REQUIRE(!data.empty());
  CHECK(data.back().find("answer_dropped") != std::string::npos);
}

TEST_CASE("what other threads write while the answer ends is dropped") {
  std::optional<ChatSink> sink;
  Server server;
  server.chat_async("m",
                    [&](const Parsed<ChatRequest>&, ChatSink out, const Context&) { sink.emplace(std::move(out)); });
  const Client client{{.base_url = "http://test/v1", .transport = server.handler()}};
  for (int i = 0; i < 50; ++i) {
    auto stream = client.chat_stream({.model = "m", .messages = {user("x")}});
    std::jthread reader{[&] { CHECK(stream.collect()); }};
    while (!sink) std::this_thread::yield();
    {
      std::jthread ends{[&] { sink->finish(FinishReason::stop); }};
      std::jthread goes_on{[&] {
        while (sink->try_text("more")) {
        }
      }};
    }
    reader.join();
    sink.reset();
  }
}

TEST_CASE("a sink whose backlog may be nothing takes a piece once all is read") {
  Server server;
  server.chat_async("m",
                    [](const Parsed<ChatRequest>&, ChatSink out, const Context&) {
                      CHECK(out.try_text("a"));
                      CHECK_FALSE(out.try_text("b"));
                      out.finish(FinishReason::stop);
                    },
                    {.max_backlog = 0});
  const Client client{{.base_url = "http://test/v1", .transport = server.handler()}};
  CHECK(client.chat({.model = "m", .messages = {user("x")}})->text() == "a");
}

TEST_CASE("what an asynchronous handler throws is told, and is a 500") {
  int told = 0;
  Server server{{.on_exception = [&](const std::exception_ptr&) { ++told; }}};
  server.chat_async("my-model", [](const Parsed<ChatRequest>&, const ChatSink&, const Context&) {
    throw std::runtime_error{"secret"};
  });
  const auto answer = asked_chat(server.handler(), chat_body());
  CHECK(answer.head.status == 500);
  CHECK(answer.body.find("secret") == std::string::npos);
  CHECK(told == 1);
}

TEST_CASE("no thread is held for an answer that an engine has not begun") {
  std::vector<ChatSink> waiting;
  std::optional<Context> seen;
  Server server{{.max_handlers = 1}};
  server.chat_async("my-model", [&](const Parsed<ChatRequest>&, ChatSink out, Context context) {
    waiting.push_back(std::move(out));
    seen = std::move(context);
  });
  const auto handler = server.handler();
  std::vector<Answer> answers;
  for (int i = 0; i < 100; ++i) {
    answers.push_back(handler(post("/v1/chat/completions", chat_body("my-model", R"(,"stream":true)"))));
    Part part;
    CHECK(answers.back()->pull(part) == Pull::wait);
  }
  CHECK(waiting.size() == 100);
  CHECK(!seen->request_id.empty());
  answers.pop_back();
  CHECK(seen->stop.stop_requested());
  CHECK(waiting.back().gone());
  CHECK(!waiting.front().gone());
}

TEST_CASE("reasoning that a sink is given is written under the names that clients know") {
  Server server;
  server.chat_async("my-model", [](const Parsed<ChatRequest>&, ChatSink out, const Context&) {
    out.try_reasoning("why");
    out.finish(FinishReason::stop);
  });
  const auto streamed = asked_chat(server.handler(), chat_body("my-model", R"(,"stream":true)"));
  CHECK(streamed.body.find(R"("reasoning":"why")") != std::string::npos);
  CHECK(streamed.body.find(R"("reasoning_content":"why")") != std::string::npos);
}

TEST_CASE("the handler that a model was given last answers, whichever kind it is") {
  const auto async = [](const Parsed<ChatRequest>&, ChatSink out, const Context&) {
    out.try_text("async");
    out.finish(FinishReason::stop);
  };
  Server server;
  server.chat("my-model", hello).chat_async("my-model", async);
  CHECK(read<ChatCompletion>(asked_chat(server.handler(), chat_body()).body).text() == "async");
  server.chat("my-model", hello);
  CHECK(read<ChatCompletion>(asked_chat(server.handler(), chat_body()).body).text() == "Hello, world");
}

}  // namespace async_server
