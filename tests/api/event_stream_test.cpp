// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/api/event_stream.hpp>

#include <future>
#include <iterator>
#include <thread>

using namespace play;

static_assert(std::input_iterator<ChatStream::iterator>);
static_assert(std::sentinel_for<std::default_sentinel_t, ChatStream::iterator>);

namespace {

ChatStream stream_of(StreamPtr<ChatEvent> events, std::optional<Time> deadline = {}, std::stop_token outer = {},
                     std::stop_source stop = {}) {
  return {std::move(events), std::move(stop), std::make_shared<Head>(Head{.status = 0, .headers = {}}), deadline,
          std::move(outer)};
}
ChatStream stream_of(const std::shared_ptr<ChatScript>& script) {
  return stream_of(std::make_unique<ScriptedStream<Chat>>(script));
}

// Never gives anything, and says when it is waited for.
struct SilentEvents final : Stream<ChatEvent> {
  explicit SilentEvents(std::promise<void>* w = nullptr) : waited_for{w} {}
  Pull pull(ChatEvent&) override { return Pull::wait; }
  void when_ready(Wake) override {
    if (auto* told = std::exchange(waited_for, nullptr)) told->set_value();
  }
  std::promise<void>* waited_for;
};

}  // namespace

TEST_CASE("a loop takes every chunk, and then there is no error") {
  auto stream = stream_of(chat({Wait{}, chunk(role_chunk), chunk(text_chunk), Wait{}, chunk(finish_chunk)}));
  std::vector<std::string> seen;
  for (const auto& each : stream) seen.push_back(to_json(each));
  CHECK(seen == std::vector{role_chunk, text_chunk, finish_chunk});
  CHECK(!stream.error());
  CHECK(stream.next() == nullptr);
  for (const auto& each : stream) FAIL(to_json(each));
}

TEST_CASE("a loop ends at an error, which then stands") {
  auto stream = stream_of(chat({chunk(text_chunk), api_error(429, "Too much.")}));
  int count = 0;
  for (const auto& each : stream) count += each.text() == "Hi.";
  CHECK(count == 1);
  REQUIRE(stream.error());
  CHECK(stream.error()->message == "Too much.");
  CHECK(stream.next() == nullptr);
  CHECK(stream.error()->message == "Too much.");
}

TEST_CASE("a loop that is left may be entered again where it was left") {
  auto stream = stream_of(says_hi());
  for (const auto& each : stream) {
    CHECK(to_json(each) == role_chunk);
    break;
  }
  const auto* chunk = stream.next();
  REQUIRE(chunk);
  CHECK(to_json(*chunk) == text_chunk);
}

TEST_CASE("an answer that came whole is given as chunks") {
  auto stream = stream_of(chat({whole(whole_hi)}));
  std::string text;
  int count = 0;
  for (const auto& each : stream) {
    text += each.text();
    ++count;
  }
  CHECK(text == "Hi.");
  CHECK(count == 3);
}

TEST_CASE("the whole answer is made of every chunk, taken before or not") {
  for (int taken = 0; taken <= 3; ++taken) {
    auto stream = stream_of(says_hi());
    for (int i = 0; i < taken; ++i) stream.next();
    const auto all = stream.collect();
    REQUIRE(all.has_value());
    CHECK(to_json(*all) == whole_hi);
  }
}

TEST_CASE("no whole answer is made of a stream that failed, or that lacks its end") {
  const auto error = [](std::vector<std::variant<ChatEvent, Wait, Error>> steps) {
    const auto all = stream_of(chat(std::move(steps))).collect();
    REQUIRE(!all);
    return all.error();
  };
  CHECK(error({chunk(text_chunk), api_error(429, "Too much.")}).message == "Too much.");
  CHECK(error({chunk(text_chunk)}).code == "no_finish_reason");
  CHECK(error({}).code == "no_answer");
  CHECK(error({chunk(R"({"choices":[{"index":128}]})"), chunk(finish_chunk)}).code == "index_out_of_bounds");
}

TEST_CASE("a chunk that cannot be taken in ends the stream and lets go of what is behind it") {
  const auto script = chat({chunk(R"({"choices":[{"index":128}]})"), chunk(finish_chunk)});
  auto stream = stream_of(script);
  CHECK(stream.next() == nullptr);
  REQUIRE(stream.error());
  CHECK(stream.error()->code == "index_out_of_bounds");
  CHECK(script->dropped);
}

TEST_CASE("cancelling from another thread ends a wait") {
  std::promise<void> waits;
  auto stream = stream_of(std::make_unique<SilentEvents>(&waits));
  std::thread canceller{[&] {
    waits.get_future().wait();
    stream.cancel();
  }};
  CHECK(stream.next() == nullptr);
  canceller.join();
  REQUIRE(stream.error());
  CHECK(stream.error()->kind == ErrorKind::cancelled);
  CHECK(stream.next() == nullptr);
}

TEST_CASE("a stream that is cancelled gives nothing more, though more is ready") {
  const auto script = says_hi();
  auto stream = stream_of(script);
  CHECK(stream.next() != nullptr);
  stream.cancel();
  CHECK(stream.next() == nullptr);
  CHECK(stream.error()->kind == ErrorKind::cancelled);
  CHECK(script->pulled == 1);
  CHECK(script->dropped);
}

TEST_CASE("the caller's own stop cancels too, from another thread or beforehand") {
  std::promise<void> waits;
  std::stop_source outer;
  auto stream = stream_of(std::make_unique<SilentEvents>(&waits), {}, outer.get_token());
  std::thread canceller{[&] {
    waits.get_future().wait();
    outer.request_stop();
  }};
  CHECK(stream.next() == nullptr);
  canceller.join();
  CHECK(stream.error()->kind == ErrorKind::cancelled);

  auto late = stream_of(std::make_unique<SilentEvents>(), {}, outer.get_token());
  CHECK(late.next() == nullptr);
  CHECK(late.error()->kind == ErrorKind::cancelled);
}

TEST_CASE("a deadline that has passed ends a wait") {
  auto stream = stream_of(std::make_unique<SilentEvents>(), std::chrono::steady_clock::now());
  CHECK(stream.next() == nullptr);
  REQUIRE(stream.error());
  CHECK(stream.error()->kind == ErrorKind::timeout);
}

TEST_CASE("destroying a stream cancels the call, unless it has ended") {
  for (const bool ended : {false, true}) {
    std::stop_source stop;
    const auto script = says_hi();
    {
      auto stream = stream_of(std::make_unique<ScriptedStream<Chat>>(script), {}, {}, stop);
      CHECK(stream.next() != nullptr);
      if (ended) CHECK(stream.collect().has_value());
    }
    CHECK(script->dropped);
    CHECK(stop.stop_requested() == !ended);
  }
}
