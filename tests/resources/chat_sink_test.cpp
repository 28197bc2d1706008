// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/resources/chat/sink.hpp>

#include <string>
#include <thread>
#include <vector>

namespace sink_test {

using namespace play;

ChatSinkChannel ends(std::int64_t n = 1, ChatSinkOptions options = {}, const Context& context = {}) {
  auto request = chat_request();
  request.n = n;
  return chat_sink(request, 1234, context, options);
}
// What is there to pull now.
struct Pulled {
  std::vector<ChatChunk> chunks;
  Pull last = Pull::wait;
};
Pulled pulled(Stream<ChatEvent>& stream) {
  Pulled out;
  ChatEvent event;
  while ((out.last = stream.pull(event)) == Pull::some) out.chunks.push_back(std::get<0>(event));
  return out;
}
std::string text_of(const Pulled& pulled) {
  std::string text;
  for (const auto& chunk : pulled.chunks) text += chunk.text();
  return text;
}

TEST_CASE("a sink's answer comes as it is written, and ends with its finish") {
  auto [sink, stream] = ends();
  CHECK(pulled(*stream).last == Pull::wait);
  int woken = 0;
  stream->when_ready([&] { ++woken; });
  CHECK(sink.try_text("Hel"));
  CHECK(woken == 1);
  auto first = pulled(*stream);
  REQUIRE(first.chunks.size() == 2);  // the role, and the piece
  CHECK(text_of(first) == "Hel");
  CHECK(first.last == Pull::wait);
  CHECK(sink.try_text("lo"));
  CHECK(sink.usage(3, 2));
  CHECK(sink.finish(FinishReason::stop));
  CHECK(sink.gone());
  auto rest = pulled(*stream);
  REQUIRE(rest.chunks.size() == 3);
  CHECK(text_of(rest) == "lo");
  CHECK(rest.chunks[1].choices[0].finish_reason->known() == FinishReason::stop);
  CHECK(rest.chunks[2].usage->total_tokens == 5);
  CHECK(rest.last == Pull::end);
  CHECK(rest.chunks[0].id == first.chunks[0].id);
  CHECK(rest.chunks[0].created == 1234);
  CHECK(!sink.try_text("late"));
}

TEST_CASE("a sink refuses pieces while too much lies unread, and takes the end all the same") {
  auto [sink, stream] = ends(1, {.max_backlog = 200});
  CHECK(sink.try_text("12345678"));
  CHECK(sink.backlog() == 72);
  CHECK(sink.try_text("12345678"));
  CHECK(sink.try_text("12345678"));
  CHECK(!sink.try_text("x"));
  CHECK(!sink.gone());
  CHECK(sink.pieces() == 3);
  CHECK(text_of(pulled(*stream)) == "123456781234567812345678");
  CHECK(sink.backlog() == 0);
  CHECK(sink.try_text(std::string(1000, 'y')));
  CHECK(!sink.try_arguments("x"));
  CHECK(sink.finish(FinishReason::length));
  CHECK(pulled(*stream).last == Pull::end);
}

TEST_CASE("a sink counts its pieces as the tokens of the answer") {
  auto [sink, stream] = ends();
  sink.usage(7);
  sink.try_reasoning("why");
  sink.try_text("so");
  sink.try_text(".");
  sink.finish(FinishReason::stop);
  const auto all = pulled(*stream);
  const auto& usage = all.chunks.back().usage;
  REQUIRE(usage);
  CHECK(usage->prompt_tokens == 7);
  CHECK(usage->completion_tokens == 3);
  CHECK(usage->total_tokens == 10);
  CHECK(usage->completion_tokens_details->reasoning_tokens == 1);
}

TEST_CASE("the usage that a sink is told last counts") {
  auto [sink, stream] = ends();
  sink.usage(7);
  sink.usage(1, 1);
  sink.try_text("so");
  sink.finish(FinishReason::stop);
  CHECK(pulled(*stream).chunks.back().usage->total_tokens == 2);
}

TEST_CASE("an answer ends when each of its choices is finished") {
  auto [sink, stream] = ends(2);
  sink.try_text("a", 0);
  sink.try_text("b", 1);
  sink.finish(FinishReason::stop, 1);
  CHECK(pulled(*stream).last == Pull::wait);
  CHECK(!sink.gone());
  CHECK(sink.finish(FinishReason::stop, 0));
  CHECK(pulled(*stream).last == Pull::end);
}

TEST_CASE("a sink that is dropped before the end fails its answer") {
  auto made = ends();
  auto& stream = *made.stream;
  {
    const ChatSink dropped{std::move(made.sink)};
    CHECK(made.sink.gone());  // moved from
    CHECK(!made.sink.try_text("x"));
  }
  CHECK(pulled(stream).last == Pull::fail);
  CHECK(stream.error().code == "answer_dropped");
  CHECK(stream.error().status == 500);

  auto one = ends(), other = ends();
  one.sink.try_text("half");
  one.sink = std::move(other.sink);
  const auto half = pulled(*one.stream);
  CHECK(text_of(half) == "half");
  CHECK(half.last == Pull::fail);
  CHECK(pulled(*other.stream).last == Pull::wait);
}

TEST_CASE("a sink that is dropped with every choice finished that it began has ended its answer") {
  auto made = ends(3);
  {
    ChatSink sink{std::move(made.sink)};
    sink.try_text("one", 0);
    sink.finish(FinishReason::stop, 0);
  }
  CHECK(pulled(*made.stream).last == Pull::end);

  auto unfinished = ends(3);
  {
    ChatSink sink{std::move(unfinished.sink)};
    sink.try_text("one", 1);
    sink.finish(FinishReason::stop, 0);
  }
  CHECK(pulled(*unfinished.stream).last == Pull::fail);
  CHECK(unfinished.stream->error().code == "handler_misuse");
}

TEST_CASE("what a sink fails with is the stream's error, after what was written") {
  auto [sink, stream] = ends();
  sink.try_text("so far");
  CHECK(!sink.fail(api_error(503, "No memory.", "overloaded")));
  CHECK(sink.gone());
  const auto all = pulled(*stream);
  CHECK(text_of(all) == "so far");
  CHECK(all.last == Pull::fail);
  CHECK(stream->error().code == "overloaded");
}

TEST_CASE("a call out of order fails a sink's answer, and names the call") {
  auto [sink, stream] = ends();
  CHECK(sink.try_arguments("{}"));  // the rules are looked at as the answer is pulled
  CHECK(pulled(*stream).last == Pull::fail);
  CHECK(stream->error().message.find("arguments() before tool_call()") != std::string::npos);
  CHECK(sink.gone());
  CHECK(!sink.try_text("x"));
}

TEST_CASE("a sink knows that the caller has gone, and its stop fires") {
  auto made = ends();
  bool stopped = false;
  const std::stop_callback told{made.sink.stop(), [&] { stopped = true; }};
  made.stream.reset();
  CHECK(stopped);
  CHECK(made.sink.gone());
  CHECK(!made.sink.try_text("x"));
  CHECK(!made.sink.finish(FinishReason::stop));
  CHECK(!made.sink.usage(1));
}

TEST_CASE("the stop of the request is the sink's too") {
  std::stop_source source;
  Context context;
  context.stop = source.get_token();
  auto made = ends(1, {}, context);
  source.request_stop();
  CHECK(made.sink.gone());
  { const ChatSink dropped{std::move(made.sink)}; }
  CHECK(pulled(*made.stream).last == Pull::fail);
  CHECK(made.stream->error().kind == ErrorKind::cancelled);
}

TEST_CASE("calls and log probabilities go through a sink") {
  auto [sink, stream] = ends();
  Logprobs values;
  values.content.emplace().emplace_back().token = Text{"so"};
  CHECK(sink.try_logprobs(values));
  CHECK(sink.try_text("so"));
  CHECK(sink.try_tool_call("", "weather_in"));
  CHECK(sink.try_arguments("{}"));
  CHECK(sink.try_custom_tool_call("", "grep", "a.*b"));
  CHECK(sink.finish(FinishReason::tool_calls));
  ChatAccumulator all;
  for (const auto& chunk : pulled(*stream).chunks) CHECK(all.add(chunk).has_value());
  const auto whole = all.finish();
  REQUIRE(whole.has_value());
  CHECK(whole->choices[0].logprobs->content->size() == 1);
  REQUIRE(whole->choices[0].message.tool_calls);
  CHECK(whole->choices[0].message.tool_calls->size() == 2);
}

TEST_CASE("several threads may write into one sink while it is read") {
  auto made = ends(4);
  std::vector<std::thread> writers;
  for (std::int64_t choice = 0; choice < 4; ++choice) {
    writers.emplace_back([&sink = made.sink, choice] {
      for (int i = 0; i < 200; ++i) sink.try_text("x", choice);
      sink.finish(FinishReason::stop, choice);
    });
  }
  Waiter waiter;
  ChatEvent event;
  std::size_t read = 0;
  Pull got;
  while ((got = waiter.pull(*made.stream, event)) == Pull::some) {
    const auto& content = std::get<0>(event).choices[0].delta.content;
    if (content) read += content->size();
  }
  CHECK(got == Pull::end);
  CHECK(read == 800);
  for (auto& writer : writers) writer.join();
}

}  // namespace sink_test
