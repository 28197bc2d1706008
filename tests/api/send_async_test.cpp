// SPDX-License-Identifier: MIT
#include "support/manual_executor.hpp"
#include "support/play.hpp"

#include <oaicompat/api/send_async.hpp>
#include <oaicompat/base/channel.hpp>
#include <oaicompat/client.hpp>

#include <atomic>
#include <future>
#include <thread>

using namespace play;
using test::ManualExecutor;

namespace {

using ChatReply = Reply<ChatCompletion>;

// A call, and what it told.
struct Asked {
  explicit Asked(const Backend& backend, RequestOptions options = {}) {
    call = send_async<Chat>(
        backend, chat_request(false), [this](ChatReply reply) { told.push_back(std::move(reply)); }, options, executor);
    CHECK(told.empty());
  }
  std::shared_ptr<ManualExecutor> executor = std::make_shared<ManualExecutor>();
  std::vector<ChatReply> told;
  PendingCall call;
};

void check_cancelled(const Asked& asked) {
  REQUIRE(asked.told.size() == 1);
  REQUIRE_FALSE(asked.told[0]);
  CHECK(asked.told[0].error().kind == ErrorKind::cancelled);
}

std::shared_ptr<ChatScript> held(std::vector<std::variant<ChatEvent, Wait, Error>> steps) {
  auto script = chat(std::move(steps));
  script->holds_wakes = true;
  return script;
}

}  // namespace

TEST_CASE("a reply comes to its callback once, and never within the call itself") {
  Asked asked{backend<Chat>(chat({whole(whole_hi)}))};
  asked.executor->run();
  REQUIRE(asked.told.size() == 1);
  REQUIRE(asked.told[0]);
  CHECK(to_json(*asked.told[0]) == whole_hi);
  asked.call.cancel();
  asked.executor->run();
  CHECK(asked.told.size() == 1);
}

TEST_CASE("a callback may be one that only moves") {
  const auto executor = std::make_shared<ManualExecutor>();
  std::promise<std::string> text;
  auto future = text.get_future();
  auto call = send_async<Chat>(
      backend<Chat>(says_hi()), chat_request(false),
      [text = std::move(text)](ChatReply reply) mutable { text.set_value(reply->text()); }, {}, executor);
  executor->run();
  CHECK(future.get() == "Hi.");
}

TEST_CASE("chunks that come where one response is asked for make one") {
  const auto script = chat({chunk(role_chunk), Wait{}, chunk(text_chunk), Wait{}, chunk(finish_chunk)});
  Asked asked{backend<Chat>(script)};
  asked.executor->run();
  REQUIRE(asked.told.size() == 1);
  REQUIRE(asked.told[0]);
  CHECK(to_json(*asked.told[0]) == whole_hi);
  CHECK(script->request.find("stream") == script->request.npos);
}

TEST_CASE("what fails a call is in its reply") {
  const auto error = [](const Backend& backend) {
    Asked asked{backend};
    asked.executor->run();
    REQUIRE(asked.told.size() == 1);
    REQUIRE_FALSE(asked.told[0]);
    return asked.told[0].error();
  };
  CHECK(error(backend<Chat>(chat({api_error(429, "Too much.")}))).message == "Too much.");
  CHECK(error(backend<Chat>(chat({chunk(text_chunk), api_error(500, "Broke.")}))).message == "Broke.");
  CHECK(error(backend<Chat>(chat({chunk(text_chunk)}))).code == "no_finish_reason");
  CHECK(error(backend<Chat>(chat({}))).code == "no_answer");
  CHECK(error(Backend{}).code == "unknown_url");
  CHECK(error(Backend{}.on<Chat>([](auto, auto) { return nullptr; })).code == "no_answer");
}

TEST_CASE("nothing runs while a call waits, and its executor is kept until it ends") {
  const auto script = held({Wait{}, whole(whole_hi)});
  Asked asked{backend<Chat>(script)};
  CHECK_FALSE(asked.executor->is_kept());
  asked.executor->run();
  CHECK(asked.told.empty());
  CHECK(asked.executor->due() == 0);
  CHECK(asked.executor->is_kept());
  script->ring();
  CHECK(asked.told.empty());  // the wake itself does no work
  CHECK(asked.executor->run() == 1);
  CHECK(asked.told.size() == 1);
  CHECK_FALSE(asked.executor->is_kept());
  CHECK(script->dropped);
}

TEST_CASE("a wake that comes for nothing, or late, does no harm") {
  const auto script = held({Wait{}, Wait{}, whole(whole_hi)});
  Asked asked{backend<Chat>(script)};
  asked.executor->run();
  const auto early = script->wake;
  early();
  early();
  CHECK(asked.executor->run() == 1);
  CHECK(asked.told.empty());
  const auto late = script->wake;
  late();
  asked.executor->run();
  CHECK(asked.told.size() == 1);
  early();
  late();
  CHECK(asked.executor->run() == 0);
  CHECK(asked.told.size() == 1);
}

TEST_CASE("a call that is cancelled, by its handle or the caller's stop, ends once as cancelled") {
  enum class By { handle, destruction, stop };
  for (const auto by : {By::handle, By::destruction, By::stop}) {
    for (const bool begun : {false, true}) {
      CAPTURE(static_cast<int>(by));
      const auto script = held({Wait{}, whole(whole_hi)});
      std::stop_source stop;
      Asked asked{backend<Chat>(script), {.stop = stop.get_token()}};
      if (begun) asked.executor->run();
      if (by == By::handle) asked.call.cancel();
      if (by == By::destruction) asked.call = {};
      if (by == By::stop) stop.request_stop();
      CHECK(script->context.stop.stop_requested());
      CHECK(asked.told.empty());
      asked.executor->run();
      check_cancelled(asked);
      CHECK(script->dropped);
      CHECK(asked.executor->run() == 0);
    }
  }
}

TEST_CASE("a stop that has fired before the call ends it") {
  std::stop_source stop;
  stop.request_stop();
  const auto script = chat({whole(whole_hi)});
  Asked asked{backend<Chat>(script), {.stop = stop.get_token()}};
  asked.executor->run();
  check_cancelled(asked);
  CHECK(script->pulled == 0);
}

TEST_CASE("a call without a handle goes on by itself") {
  const auto script = held({Wait{}, whole(whole_hi)});
  Asked asked{backend<Chat>(script)};
  asked.call.detach();
  asked.executor->run();
  script->ring();
  asked.executor->run();
  REQUIRE(asked.told.size() == 1);
  CHECK(asked.told[0]);
}

TEST_CASE("a callback may let go of its own call, and start the next one") {
  const auto executor = std::make_shared<ManualExecutor>();
  const auto backend = play::backend<Chat>(says_hi());
  struct Chain {
    PendingCall call;
    int done = 0;
  } chain;
  const std::function<void(ChatReply)> next = [&](const ChatReply& reply) {
    CHECK(reply);
    if (++chain.done < 1000) chain.call = send_async<Chat>(backend, chat_request(false), next, {}, executor);
  };
  chain.call = send_async<Chat>(backend, chat_request(false), next, {}, executor);
  executor->run();
  CHECK(chain.done == 1000);
}

TEST_CASE("an executor that drops what it was given ends the call untold, and lets go of what is behind it") {
  for (const bool waits : {false, true}) {
    const auto script = held({Wait{}, whole(whole_hi)});
    Asked asked{backend<Chat>(script)};
    if (waits) {
      asked.executor->run();
      script->ring();
    }
    asked.executor->drop();
    CHECK(script->dropped);
    CHECK_FALSE(asked.executor->is_kept());
    asked.call.cancel();
    asked.executor->run();
    CHECK(asked.told.empty());
  }
}

TEST_CASE("a reply that was called back has the head of its answer") {
  const Client client{{.base_url = "http://test/v1", .max_retries = 0, .transport = [](const Request&) {
                         return ready_answer({.status = 429, .headers = {{"x-request-id", "req_7"}}},
                                             R"({"error":{"message":"Slow down."}})");
                       }}};
  const auto reply = send_future<ListModels>(client, {}).get();
  REQUIRE_FALSE(reply);
  CHECK(reply.status() == 429);
  CHECK(reply.request_id() == "req_7");
  CHECK(reply.error().message == "Slow down.");
}

TEST_CASE("futures of several calls are there together") {
  std::vector<std::future<ChatReply>> replies;
  for (int i = 0; i < 3; ++i) {
    replies.push_back(send_future<Chat>(play::backend<Chat>(says_hi()), chat_request(false)));
  }
  for (auto& reply : replies) CHECK(reply.get()->text() == "Hi.");
}

TEST_CASE("a cancel that races with the answer gives the one or the other, once") {
  for (int i = 0; i < 300; ++i) {
    auto [writer, stream] = channel<ChatEvent>();
    Backend backend;
    backend.on<Chat>([&stream = stream](auto, auto) { return std::move(stream); });
    std::atomic<int> told = 0;
    std::promise<bool> came;
    std::stop_source stop;
    auto call = send_async<Chat>(backend, chat_request(false),
                                 [&](const ChatReply& reply) {
                                   ++told;
                                   came.set_value(reply.has_value() || reply.error().kind == ErrorKind::cancelled);
                                 },
                                 {.stop = stop.get_token()});
    std::thread answering{[&writer = writer] {
      writer.send(whole(whole_hi));
      writer.end();
    }};
    std::thread stopping{[&] { stop.request_stop(); }};
    if (i % 2) call.cancel();
    CHECK(came.get_future().get());
    answering.join();
    stopping.join();
    CHECK(told == 1);
  }
}
