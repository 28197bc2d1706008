// SPDX-License-Identifier: MIT
#include <oaicompat/base/queue.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <memory>

using namespace oaicompat;
using detail::Queue;

TEST_CASE("what is put into a queue first is taken first, however far the taker is behind") {
  for (const std::size_t behind : {0, 1, 2, 15, 16, 17, 100}) {
    Queue<std::unique_ptr<int>> queue;
    int put = 0, taken = 0;
    for (int round = 0; round < 300; ++round) {
      while (queue.size() <= behind) queue.push(std::make_unique<int>(put++));
      CHECK(*queue.pop() == taken++);
    }
    while (!queue.empty()) CHECK(*queue.pop() == taken++);
    CHECK(taken == put);
  }
}

TEST_CASE("a queue holds as many as were put in and not taken") {
  Queue<int> queue;
  CHECK(queue.empty());
  for (int i = 0; i < 5; ++i) queue.push(i);
  CHECK(queue.size() == 5);
  queue.pop();
  CHECK(queue.size() == 4);
  for (int i = 0; i < 4; ++i) queue.pop();
  CHECK(queue.empty());
}

TEST_CASE("what is taken out of a queue is held by it no longer") {
  Queue<std::shared_ptr<int>> queue;
  const auto held = std::make_shared<int>(1);
  queue.push(held);
  queue.push(held);
  CHECK(held.use_count() == 3);
  queue.pop();
  CHECK(held.use_count() == 2);
  queue.pop();
  CHECK(held.use_count() == 1);
}
