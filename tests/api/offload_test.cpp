// SPDX-License-Identifier: MIT
#include "support/play.hpp"

#include <oaicompat/api/offload.hpp>

#include <atomic>
#include <future>
#include <latch>
#include <stdexcept>
#include <thread>

using namespace play;

namespace {

std::shared_ptr<WorkerPool> pool(std::size_t threads = 4) {
  return std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = threads, .max_queued = 0});
}
// Blocks until this stop fires.
void until(const std::stop_token& stop) {
  std::latch fired{1};
  const std::stop_callback note{stop, [&] { fired.count_down(); }};
  fired.wait();
}
template <class T>
Pull pulled(Stream<T>& stream, T& out) {
  return Waiter{}.pull(stream, out);
}

}  // namespace

TEST_CASE("offloaded work runs on another thread and its items come in order") {
  const auto threads = pool();
  std::promise<std::thread::id> ran_on;
  const auto stream = offload_stream<int>(*threads,
                                          [&](ChannelWriter<int>& out) {
                                            ran_on.set_value(std::this_thread::get_id());
                                            for (int i = 0; i < 1000; ++i) CHECK(out.send(i));
                                            out.end();
                                          },
                                          {.capacity = 3});
  int n = -1;
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(pulled(*stream, n) == Pull::some);
    CHECK(n == i);
  }
  CHECK(pulled(*stream, n) == Pull::end);
  CHECK(ran_on.get_future().get() != std::this_thread::get_id());
}

TEST_CASE("an exception in offloaded work fails the stream after what was sent") {
  const auto threads = pool();
  const auto stream = offload_stream<int>(*threads, [](ChannelWriter<int>& out) {
    out.send(7);
    throw std::runtime_error{"secret"};
  });
  int n = 0;
  CHECK(pulled(*stream, n) == Pull::some);
  CHECK(pulled(*stream, n) == Pull::fail);
  CHECK(stream->error().status == 500);
  CHECK(stream->error().code == "handler_exception");
  CHECK(stream->error().message.find("secret") == std::string::npos);
}

TEST_CASE("work that returns without an end is no end") {
  const auto threads = pool();
  const auto stream = offload_stream<int>(*threads, [](ChannelWriter<int>&) {});
  int n = 0;
  CHECK(pulled(*stream, n) == Pull::fail);
}

TEST_CASE("when the pool is full the stream is a 503 at once") {
  const auto threads = pool(1);
  std::stop_source release;
  const auto busy = offload_stream<int>(*threads, [&](ChannelWriter<int>& out) {
    until(release.get_token());
    out.end();
  });
  const auto refused = offload_stream<int>(*threads, [](ChannelWriter<int>& out) { out.end(); });
  int n = 0;
  CHECK(refused->pull(n) == Pull::fail);
  CHECK(refused->error().status == 503);
  CHECK(refused->error().code == "overloaded");
  release.request_stop();
  CHECK(pulled(*busy, n) == Pull::end);
}

TEST_CASE("dropping the stream wakes work that sends, and work that watches its stop") {
  const auto threads = pool();
  std::promise<bool> sent, noticed;
  auto sending = offload_stream<int>(*threads,
                                     [&](ChannelWriter<int>& out) {
                                       while (out.send(1)) {
                                       }
                                       sent.set_value(out.gone());
                                     },
                                     {.capacity = 1});
  auto watching = offload_stream<int>(*threads, [&](ChannelWriter<int>& out) {
    until(out.reader_gone());
    noticed.set_value(out.gone());
  });
  sending.reset();
  watching.reset();
  CHECK(sent.get_future().get());
  CHECK(noticed.get_future().get());
}

TEST_CASE("a backend that blocks gives the same when it is offloaded") {
  const auto threads = pool();
  const auto good =
      offload(backend(chat({Wait{}, chunk(role_chunk), Wait{}, chunk(text_chunk), chunk(finish_chunk)})), threads);
  const auto got = run<Chat>(good, chat_request());
  REQUIRE(got.events.size() == 3);
  CHECK(to_json(std::get<ChatChunk>(got.events[1])) == text_chunk);
  CHECK(!got.error);
  CHECK(answer(serve(good), ask_whole).body == whole_hi);

  const auto bad =
      run<Chat>(offload(backend(chat({chunk(role_chunk), api_error(429, "Too much.")})), threads), chat_request());
  CHECK(bad.events.size() == 1);
  REQUIRE(bad.error);
  CHECK(bad.error->message == "Too much.");

  CHECK(good.offers<Chat>());
  CHECK(!good.offers<ListModels>());
}

TEST_CASE("an offloaded backend that throws, or gives no stream, is a 500") {
  struct Throws final : Stream<ChatEvent> {
    Pull pull(ChatEvent&) override { throw std::runtime_error{"x"}; }
  };
  const auto threads = pool();
  const OperationHandler<Chat> rows[] = {
      [](const Parsed<ChatRequest>&, const Context&) -> StreamPtr<ChatEvent> { throw std::runtime_error{"x"}; },
      [](const Parsed<ChatRequest>&, const Context&) -> StreamPtr<ChatEvent> { return std::make_unique<Throws>(); },
      [](const Parsed<ChatRequest>&, const Context&) -> StreamPtr<ChatEvent> { return nullptr; },
  };
  for (const auto& perform : rows) {
    Backend made;
    made.on<Chat>(perform);
    const auto got = run<Chat>(offload(made, threads), chat_request());
    REQUIRE(got.error);
    CHECK(got.error->status == 500);
  }
}

TEST_CASE("the stop of an offloaded request fires when its stream is dropped, and when the request's own stop does") {
  const auto threads = pool();
  for (const bool dropped : {true, false}) {
    std::promise<void> began, ended;
    Backend blocking;
    blocking.on<Chat>([&](const Parsed<ChatRequest>&, const Context& context) {
      began.set_value();
      until(context.stop);
      ended.set_value();
      return failed<ChatEvent>(api_error(500, "Stopped."));
    });
    std::stop_source stop;
    Context context;
    context.stop = stop.get_token();
    auto stream = offload(blocking, threads).run<Chat>(chat_request(), context);
    began.get_future().wait();
    dropped ? stream.reset() : void(stop.request_stop());
    ended.get_future().wait();
  }
}

TEST_CASE("an offloaded stream that waits for ever is given up when the request's stop fires") {
  struct Silent final : Stream<ChatEvent> {
    explicit Silent(std::promise<void>& w) : waits{w} {}
    Pull pull(ChatEvent&) override { return Pull::wait; }
    void when_ready(Wake) override { waits.set_value(); }
    std::promise<void>& waits;
  };
  const auto threads = pool();
  std::promise<void> waits;
  Backend silent;
  silent.on<Chat>([&](const Parsed<ChatRequest>&, const Context&) { return std::make_unique<Silent>(waits); });
  std::stop_source stop;
  Context context;
  context.stop = stop.get_token();
  const auto stream = offload(silent, threads).run<Chat>(chat_request(), context);
  waits.get_future().wait();
  stop.request_stop();
  ChatEvent event;
  CHECK(pulled(*stream, event) == Pull::fail);
  CHECK(stream->error().kind == ErrorKind::cancelled);
}

TEST_CASE("many offloaded streams are read at once and none is lost or mixed up") {
  constexpr int streams = 16, items = 200;
  const auto threads = pool(streams);
  std::vector<std::thread> readers;
  std::atomic<int> right = 0;
  for (int s = 0; s < streams; ++s) {
    readers.emplace_back([&, s] {
      const auto stream = offload_stream<int>(*threads,
                                              [s](ChannelWriter<int>& out) {
                                                for (int i = 0; i < items; ++i) out.send(s * items + i);
                                                out.end();
                                              },
                                              {.capacity = 2});
      int n = 0, count = 0;
      while (pulled(*stream, n) == Pull::some) count += n == s * items + count;
      right += count;
    });
  }
  for (auto& reader : readers) reader.join();
  CHECK(right == streams * items);
}
