// SPDX-License-Identifier: MIT
#include "support/manual_executor.hpp"
#include "support/play.hpp"

#include <oaicompat/api/async_stream.hpp>
#include <oaicompat/base/channel.hpp>

#include <algorithm>
#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

using namespace play;
using test::ManualExecutor;

namespace {

using ChatChunks = AsyncStream<Chat>;
using ChatNext = NextChunk<Chat>;

// A stream, and what its callbacks were told.
struct Listening {
  explicit Listening(const Backend& backend, RequestOptions options = {})
      : stream{stream_async<Chat>(backend, chat_request(), options, executor)} {}

  void ask() {
    stream.next([this](const ChatNext& next) { told.push_back(word(next)); });
  }
  // Asks, and gives what came.
  std::string next() {
    ask();
    executor->run();
    return told.empty() ? "" : std::exchange(told, {}).back();
  }
  static std::string word(const ChatNext& next) {
    if (!next) return "error: " + std::string{to_string(next.error().kind)} + " " + next.error().code;
    return *next ? to_json(**next) : "end";
  }

  std::shared_ptr<ManualExecutor> executor = std::make_shared<ManualExecutor>();
  std::vector<std::string> told;
  ChatChunks stream;
};

std::shared_ptr<ChatScript> silent() {
  auto script = chat({chunk(text_chunk), Wait{}, chunk(finish_chunk)});
  script->holds_wakes = true;
  return script;
}

// Chunks that never end.
struct EndlessChunks final : Stream<ChatEvent> {
  Pull pull(ChatEvent& out) override {
    out = ChatChunk{};
    return Pull::some;
  }
};

}  // namespace

TEST_CASE("each chunk is asked for, and the end is given for ever") {
  const auto script = chat({Wait{}, chunk(role_chunk), chunk(text_chunk), Wait{}, chunk(finish_chunk)});
  Listening listening{backend<Chat>(script)};
  CHECK(script->runs == 1);  // the request is sent at once
  CHECK(script->request.find(R"("stream":true)") != script->request.npos);
  CHECK(listening.executor->due() == 0);
  CHECK(listening.next() == role_chunk);
  CHECK(script->pulled == 1);  // nothing is read ahead
  CHECK(listening.next() == text_chunk);
  CHECK(listening.stream.so_far()->text() == "Hi.");
  CHECK(listening.next() == finish_chunk);
  CHECK(listening.next() == "end");
  CHECK(script->dropped);
  CHECK(listening.next() == "end");
  listening.stream.cancel();
  CHECK(listening.next() == "end");
}

TEST_CASE("an error is given for ever, and what came before it stays") {
  Listening listening{backend<Chat>(chat({chunk(text_chunk), api_error(429, "Too much.", "slow_down")}))};
  CHECK(listening.next() == text_chunk);
  CHECK(listening.next() == "error: api slow_down");
  CHECK(listening.next() == "error: api slow_down");
  CHECK(listening.stream.so_far()->text() == "Hi.");
  Listening none{Backend{}};
  CHECK(none.next() == "error: api unknown_url");
}

TEST_CASE("an answer that came whole is given as chunks to callbacks too") {
  Listening listening{backend<Chat>(chat({whole(whole_hi)}))};
  int count = 0;
  while (listening.next() != "end") ++count;
  CHECK(count == 3);
  CHECK(to_json(*listening.stream.so_far()) == whole_hi);
}

TEST_CASE("what is left is taken at once, as the whole answer or as what is wrong with it") {
  using Whole = Result<ChatCompletion>;
  for (int taken = 0; taken <= 4; ++taken) {
    Listening listening{backend<Chat>(says_hi())};
    for (int i = 0; i < taken; ++i) listening.next();
    std::vector<Whole> told;
    listening.stream.collect([&](Whole whole) { told.push_back(std::move(whole)); });
    listening.executor->run();
    REQUIRE(told.size() == 1);
    REQUIRE(told[0]);
    CHECK(to_json(*told[0]) == whole_hi);
  }
  Listening cut{backend<Chat>(chat({chunk(text_chunk)}))};
  std::string code;
  cut.stream.collect([&](const Whole& whole) { code = whole.error().code; });
  cut.executor->run();
  CHECK(code == "no_finish_reason");
}

TEST_CASE("a stream that always has something takes neither the stack nor the executor for itself") {
  const auto executor = std::make_shared<ManualExecutor>();
  Backend endless;
  endless.on<Chat>([](auto, auto) { return std::make_unique<EndlessChunks>(); });
  auto stream = stream_async<Chat>(endless, chat_request(), {}, executor);
  constexpr int many = 100'000;
  int taken = 0, depth = 0, deepest = 0;
  const std::function<void(ChatNext)> next = [&](const ChatNext& came) {
    deepest = std::max(deepest, ++depth);
    if (came && ++taken < many) stream.next(next);
    --depth;
  };
  stream.next(next);
  const int turns = executor->run();
  CHECK(taken == many);
  CHECK(turns >= many / 100);
  CHECK(deepest == 1);
}

TEST_CASE("one callback waits at a time: a second one is told so") {
  const auto script = silent();
  Listening listening{backend<Chat>(script)};
  CHECK(listening.next() == text_chunk);
  listening.ask();
  listening.ask();
  listening.executor->run();
  CHECK(listening.told == std::vector<std::string>{"error: invalid_argument not_ready"});
  script->ring();
  listening.executor->run();
  CHECK(listening.told.back() == finish_chunk);
}

TEST_CASE("a stream that is cancelled tells who waits, and whoever asks later") {
  for (const bool by_stop : {false, true}) {
    const auto script = silent();
    std::stop_source stop;
    Listening listening{backend<Chat>(script), {.stop = stop.get_token()}};
    CHECK(listening.next() == text_chunk);
    listening.ask();
    listening.executor->run();
    CHECK(listening.executor->is_kept());
    if (by_stop) {
      stop.request_stop();
    } else {
      listening.stream.cancel();
    }
    CHECK(script->context.stop.stop_requested());
    listening.executor->run();
    CHECK(listening.told == std::vector<std::string>{"error: cancelled "});
    CHECK(listening.next() == "error: cancelled ");
    CHECK(script->dropped);
    CHECK_FALSE(listening.executor->is_kept());
  }
}

TEST_CASE("destroying a stream cancels it, whether a callback waits or not") {
  for (const bool waits : {false, true}) {
    const auto script = silent();
    Listening listening{backend<Chat>(script)};
    CHECK(listening.next() == text_chunk);
    if (waits) {
      listening.ask();
      listening.executor->run();
    }
    { const auto gone = std::move(listening.stream); }
    CHECK(script->context.stop.stop_requested());
    CHECK(script->dropped == !waits);  // the executor drops it where it is used
    listening.executor->run();
    CHECK(script->dropped);
    CHECK(listening.told.size() == (waits ? 1 : 0));
    if (waits) CHECK(listening.told[0] == "error: cancelled ");
  }
}

TEST_CASE("a callback may destroy its stream") {
  const auto executor = std::make_shared<ManualExecutor>();
  const auto script = says_hi();
  std::optional<ChatChunks> stream = stream_async<Chat>(backend<Chat>(script), chat_request(), {}, executor);
  stream->next([&](const ChatNext& next) {
    CHECK(next);
    stream.reset();
  });
  executor->run();
  CHECK(script->dropped);
}

TEST_CASE("a callback that throws does so through its executor, and the stream goes on") {
  Listening listening{backend<Chat>(says_hi())};
  listening.stream.next([&](const ChatNext&) {
    listening.ask();
    throw std::runtime_error{"mine"};
  });
  CHECK_THROWS_AS(listening.executor->run(), std::runtime_error);
  listening.executor->run();
  CHECK(listening.told == std::vector{text_chunk});
  CHECK(listening.next() == finish_chunk);
}

TEST_CASE("what a stream throws, as it is pulled or left a wake, is the error of what was asked for") {
  struct Throwing final : Stream<ChatEvent> {
    explicit Throwing(bool l) : late{l} {}
    const bool late;
    Pull pull(ChatEvent&) override { return late ? Pull::wait : throw std::runtime_error{"mine"}; }
    void when_ready(Wake) override { throw std::runtime_error{"mine"}; }
  };
  for (const bool late : {false, true}) {
    Backend throwing;
    throwing.on<Chat>([&](auto, auto) { return std::make_unique<Throwing>(late); });
    Listening listening{throwing};
    CHECK(listening.next() == "error: protocol exception");
    CHECK(listening.next() == "error: protocol exception");
    CHECK(!listening.stream.so_far());
  }
}

TEST_CASE("chunks that another thread makes reach callbacks on the library's own") {
  auto [writer, events] = channel<ChatEvent>({.capacity = 2});
  Backend backend;
  backend.on<Chat>([&events = events](auto, auto) { return std::move(events); });
  auto stream = stream_async<Chat>(backend, chat_request());
  std::atomic<int> taken = 0;
  std::promise<std::string> done;
  const std::function<void(ChatNext)> next = [&](const ChatNext& came) {
    if (!came || !*came) return done.set_value(Listening::word(came));
    ++taken;
    stream.next(next);
  };
  stream.next(next);
  for (int i = 0; i < 1000; ++i) CHECK(writer.send(chunk(text_chunk)));
  CHECK(writer.send(chunk(finish_chunk)));
  writer.end();
  CHECK(done.get_future().get() == "end");
  CHECK(taken == 1001);
}

TEST_CASE("a stream may be destroyed from another thread while its chunks come") {
  for (int i = 0; i < 200; ++i) {
    auto [writer, events] = channel<ChatEvent>({.capacity = 2});
    Backend backend;
    backend.on<Chat>([&events = events](auto, auto) { return std::move(events); });
    std::optional<ChatChunks> stream = stream_async<Chat>(backend, chat_request());
    std::atomic<int> told = 0;
    std::promise<void> done;
    stream->next([&](const ChatNext&) {
      ++told;
      done.set_value();
    });
    std::thread making{[&writer = writer] { writer.send(chunk(text_chunk)); }};
    stream.reset();
    done.get_future().wait();
    making.join();
    CHECK(told == 1);
  }
}
