// SPDX-License-Identifier: MIT
#include <oaicompat/base/executor.hpp>

#include <doctest/doctest.h>

#include <future>
#include <memory>
#include <thread>
#include <vector>

using namespace oaicompat;

TEST_CASE("the library's own executor runs in order, on one thread that is not the caller's") {
  const auto executor = background_executor();
  CHECK(executor == background_executor());
  CHECK(executor->work() == nullptr);
  std::vector<int> order;
  std::vector<std::thread::id> threads;
  std::promise<void> done;
  for (int i = 0; i < 100; ++i) {
    executor->post([&, i] {
      order.push_back(i);
      threads.push_back(std::this_thread::get_id());
      if (i == 99) executor->post([&] { done.set_value(); });
    });
  }
  done.get_future().wait();
  REQUIRE(order.size() == 100);
  for (int i = 0; i < 100; ++i) CHECK(order[static_cast<std::size_t>(i)] == i);
  for (const auto thread : threads) CHECK((thread == threads.front() && thread != std::this_thread::get_id()));
}

TEST_CASE("what was posted is let go of once it has run") {
  auto held = std::make_shared<int>();
  std::promise<void> done;
  background_executor()->post([held] {});
  background_executor()->post([&] { done.set_value(); });
  done.get_future().wait();
  CHECK(held.use_count() == 1);
}
