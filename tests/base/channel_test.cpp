// SPDX-License-Identifier: MIT
#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/channel.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace oaicompat;

TEST_CASE("what is sent is pulled in order, then the stream ends") {
  auto [writer, stream] = channel<int>();
  int n = 0;
  CHECK(stream->pull(n) == Pull::wait);
  CHECK(writer.send(1));
  CHECK(writer.send(2));
  writer.end();
  CHECK(!writer.send(3));
  CHECK(stream->pull(n) == Pull::some);
  CHECK(n == 1);
  CHECK(stream->pull(n) == Pull::some);
  CHECK(n == 2);
  CHECK(stream->pull(n) == Pull::end);
  CHECK(stream->pull(n) == Pull::end);
}

TEST_CASE("a failure comes after what was sent before it, and the first word stands") {
  auto [writer, stream] = channel<int>();
  writer.send(1);
  writer.fail(local_error(ErrorKind::protocol, "broken"));
  writer.end();
  writer.fail(local_error(ErrorKind::timeout, "late"));
  int n = 0;
  CHECK(stream->pull(n) == Pull::some);
  CHECK(stream->pull(n) == Pull::fail);
  CHECK(stream->pull(n) == Pull::fail);
  CHECK(stream->error().message == "broken");
}

TEST_CASE("a writer that is dropped cuts the stream off") {
  StreamPtr<int> stream;
  {
    auto made = channel<int>();
    stream = std::move(made.stream);
    auto moved = std::move(made.writer);
    moved.send(1);
  }
  int n = 0;
  CHECK(stream->pull(n) == Pull::some);
  CHECK(stream->pull(n) == Pull::fail);
  CHECK(stream->error().kind == ErrorKind::protocol);
}

TEST_CASE("a wake comes once: at the next item, at the end, or at once when something is there") {
  auto [writer, stream] = channel<int>();
  int woken = 0, n = 0;
  stream->when_ready([&] { ++woken; });
  CHECK(woken == 0);
  writer.send(1);
  writer.send(2);
  CHECK(woken == 1);
  stream->when_ready([&] { ++woken; });
  CHECK(woken == 2);
  CHECK(stream->pull(n) == Pull::some);
  CHECK(stream->pull(n) == Pull::some);
  CHECK(stream->pull(n) == Pull::wait);
  stream->when_ready([&] { woken += 10; });
  CHECK(stream->pull(n) == Pull::wait);  // makes the wake void
  writer.end();
  CHECK(woken == 2);
  stream->when_ready([&] { ++woken; });
  CHECK(woken == 3);
}

TEST_CASE("a full channel blocks its writer until the reader takes or goes") {
  auto [writer, stream] = channel<int>({.capacity = 2});
  std::atomic<int> sent = 0;
  std::atomic<bool> refused = false;
  std::thread thread{[&, w = std::move(writer)]() mutable {
    while (w.send(sent)) ++sent;
    CHECK(w.gone());
    refused = true;
  }};
  int n = 0;
  Waiter waiter;
  for (int i = 0; i < 100; ++i) {
    CHECK(waiter.pull(*stream, n) == Pull::some);
    CHECK(n == i);
    CHECK(sent <= i + 4);  // two unread, one on its way in, one counted late
  }
  stream.reset();
  thread.join();
  CHECK(refused);
}

TEST_CASE("several blocked writers all go on when room is made step by step") {
  for (int round = 0; round < 200; ++round) {
    auto made = channel<int>({.capacity = 2});
    auto writer = std::make_shared<ChannelWriter<int>>(std::move(made.writer));
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([writer] {
        for (int k = 0; k < 3; ++k) writer->send(k);
      });
    }
    int n = 0;
    Waiter waiter;
    for (int i = 0; i < 12; ++i) CHECK(waiter.pull(*made.stream, n) == Pull::some);
    for (auto& thread : threads) thread.join();
    writer->end();
    CHECK(waiter.pull(*made.stream, n) == Pull::end);
  }
}

TEST_CASE("the writer is told when the reader goes") {
  auto [writer, stream] = channel<int>();
  const auto gone = writer.reader_gone();
  bool told = false;
  std::stop_callback callback{gone, [&] { told = true; }};
  CHECK(!gone.stop_requested());
  stream.reset();
  CHECK(told);
  CHECK(writer.gone());
  CHECK(!writer.send(1));
}

TEST_CASE("items and wakes that hold the channel's own ends may be dropped with it") {
  auto made = channel<std::shared_ptr<void>>();
  auto writer = std::make_shared<ChannelWriter<std::shared_ptr<void>>>(std::move(made.writer));
  struct Asks {
    explicit Asks(std::shared_ptr<ChannelWriter<std::shared_ptr<void>>> w) : writer{std::move(w)} {}
    std::shared_ptr<ChannelWriter<std::shared_ptr<void>>> writer;
    ~Asks() { writer->gone(); }
  };
  writer->send(std::make_shared<Asks>(writer));
  made.stream->when_ready([asks = std::make_shared<Asks>(writer)] {});
  std::shared_ptr<void> item;
  CHECK(made.stream->pull(item) == Pull::some);
  CHECK(made.stream->pull(item) == Pull::wait);
  made.stream->when_ready([asks = std::make_shared<Asks>(writer)] {});
  CHECK(made.stream->pull(item) == Pull::wait);
  made.stream->when_ready([asks = std::make_shared<Asks>(writer)] {});
  item = nullptr;
  made.stream.reset();
  CHECK(writer->gone());
}

TEST_CASE("many small hand-overs lose nothing") {
  auto [writer, stream] = channel<int>({.capacity = 8});
  constexpr int count = 100'000;
  std::thread thread{[w = std::move(writer)]() mutable {
    for (int i = 0; i < count; ++i) w.send(i);
    w.end();
  }};
  Waiter waiter;
  long long sum = 0;
  int n = 0, pulled = 0;
  while (waiter.pull(*stream, n) == Pull::some) sum += n, ++pulled;
  thread.join();
  CHECK(pulled == count);
  CHECK(sum == static_cast<long long>(count) * (count - 1) / 2);
}
