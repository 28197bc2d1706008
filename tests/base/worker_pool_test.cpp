// SPDX-License-Identifier: MIT
#include <oaicompat/base/worker_pool.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <latch>
#include <mutex>
#include <semaphore>
#include <set>
#include <thread>

using namespace oaicompat;
using namespace std::chrono_literals;

TEST_CASE("a burst of blocking tasks all start at once") {
  constexpr int count = 64;
  std::latch all_running{count};
  {
    WorkerPool pool;
    for (int i = 0; i < count; ++i) {
      CHECK(pool.run([&] { all_running.arrive_and_wait(); }));  // none returns before all have begun
    }
    CHECK(pool.threads() == count);
  }
  CHECK(all_running.try_wait());
}

TEST_CASE("past the last thread tasks queue, past the queue they are refused") {
  std::latch let_go{1};
  std::atomic<int> ran = 0;
  {
    WorkerPool pool{{.max_threads = 2, .max_queued = 3}};
    for (int i = 0; i < 5; ++i) {
      CHECK(pool.run([&] {
        let_go.wait();
        ++ran;
      }));
    }
    CHECK(!pool.run([&] { ran += 100; }));
    CHECK(pool.threads() == 2);
    let_go.count_down();
  }
  CHECK(ran == 5);
}

TEST_CASE("a pool without a queue takes as many tasks as it may have threads") {
  std::latch let_go{1};
  WorkerPool pool{{.max_threads = 3, .max_queued = 0}};
  for (int i = 0; i < 3; ++i) CHECK(pool.run([&] { let_go.wait(); }));
  CHECK(!pool.run([] {}));
  let_go.count_down();
}

TEST_CASE("threads are used again, and go when there is nothing to do") {
  WorkerPool pool{{.idle = 5ms}};
  std::set<std::thread::id> seen;
  std::mutex mutex;
  for (int i = 0; i < 50; ++i) {
    std::binary_semaphore done{0};
    pool.run([&] {
      std::lock_guard lock{mutex};
      seen.insert(std::this_thread::get_id());
      done.release();
    });
    done.acquire();
  }
  std::lock_guard lock{mutex};
  CHECK(seen.size() < 50);
  for (const auto deadline = std::chrono::steady_clock::now() + 10s; pool.threads() > 0;) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::yield();
  }
}

TEST_CASE("a stopped pool takes nothing") {
  WorkerPool pool;
  std::atomic<bool> ran = false;
  pool.run([&] { ran = true; });
  pool.stop();
  CHECK(ran);
  CHECK(!pool.run([] {}));
  CHECK(pool.threads() == 0);
  pool.stop();
}

TEST_CASE("tasks may run tasks, from many threads at once") {
  std::atomic<int> ran = 0;
  {
    WorkerPool pool{{.max_threads = 8, .max_queued = 1'000'000, .idle = 1ms}};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 500; ++i) {
          pool.run([&] {
            ++ran;
            pool.run([&] { ++ran; });
          });
        }
      });
    }
    for (auto& thread : threads) thread.join();
    while (ran < 4000) std::this_thread::yield();
  }
  CHECK(ran == 4000);
}

TEST_CASE("a task may drop its own pool") {
  std::atomic<bool> dropped = false;
  auto pool = std::make_unique<WorkerPool>();
  auto* raw = pool.get();
  raw->run([&dropped, p = std::make_shared<std::unique_ptr<WorkerPool>>(std::move(pool))] {
    p->reset();
    dropped = true;
    dropped.notify_all();
  });
  dropped.wait(false);
}

TEST_CASE("a task may stop its own pool more than once") {
  std::atomic<bool> dropped = false;
  auto pool = std::make_unique<WorkerPool>();
  auto* raw = pool.get();
  raw->run([&dropped, p = std::make_shared<std::unique_ptr<WorkerPool>>(std::move(pool))] {
    (*p)->stop();
    (*p)->stop();
    p->reset();
    dropped = true;
    dropped.notify_all();
  });
  dropped.wait(false);
}
