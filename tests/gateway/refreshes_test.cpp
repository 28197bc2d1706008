// SPDX-License-Identifier: MIT
// Answers that nobody waits for, and many callers of one that is past its time.
#include "hostile.hpp"
#include "support/manual_executor.hpp"

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/channel.hpp>
#include <oaicompat/gateway/cache_refreshes.hpp>
#include <oaicompat/gateway/gateway.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace refreshes_test {

using detail::CacheRefreshes;

struct Ground {
  std::shared_ptr<test::ManualExecutor> executor = std::make_shared<test::ManualExecutor>();
  std::shared_ptr<CacheRefreshes> refreshes = std::make_shared<CacheRefreshes>(executor);
  fakes::Inner inner;
  int asked = 0;

  void begin(const std::string& key, std::size_t most = 8) {
    refreshes->begin(key, most, [this] {
      ++asked;
      return inner.handler()({});
    });
  }
};

struct Throwing final : Stream<Part> {
  Pull pull(Part&) override { throw std::runtime_error{"no"}; }
};

// A target whose answers come when the test says so.
class Gated {
 public:
  Handler handler() {
    return [this](const Request&) -> Answer {
      auto [writer, answer] = channel<Part>();
      ++calls;
      const std::lock_guard lock{mutex_};
      waiting_.push_back(std::move(writer));
      return std::move(answer);
    };
  }
  void answer_all() {
    std::vector<ChannelWriter<Part>> all;
    {
      const std::lock_guard lock{mutex_};
      all.swap(waiting_);
    }
    for (auto& each : all) {
      each.send(Head{.status = 200, .headers = {{"content-type", "application/json"}}});
      each.send(Bytes{hostile::whole});
      each.end();
    }
  }
  std::atomic<int> calls{0};

 private:
  std::mutex mutex_;
  std::vector<ChannelWriter<Part>> waiting_;
};

// The library's own executor, and how many functions it has not run yet.
class Counted final : public Executor, public std::enable_shared_from_this<Counted> {
 public:
  void post(Wake run) override {
    {
      const std::lock_guard lock{mutex_};
      ++open_;
    }
    background_executor()->post([self = shared_from_this(), run = std::move(run)] {
      run();
      const std::lock_guard lock{self->mutex_};
      if (--self->open_ == 0) self->idle_.notify_all();
    });
  }
  // False where that takes longer than a minute.
  template <class Is>
  bool wait_until(Is is) {
    std::unique_lock lock{mutex_};
    return idle_.wait_for(lock, 60s, [&] { return open_ == 0 && is(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable idle_;
  int open_ = 0;
};

// A gateway whose refreshes run on another thread.
struct Busy {
  Gated target;
  std::atomic<int> refreshed{0};
  std::shared_ptr<Counted> executor = std::make_shared<Counted>();
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  Gateway gateway =
      Gateway::create(
          read_rules("[targets.a]\nbase_url = \"http://a/v1\"\n[[routes]]\n"
                     "use = [{ target = \"a\" }]\ncache = { ttl = \"60s\", "
                     "stale_while_revalidate = \"600s\", random_answers = true }\n")
              .value(),
          {.connect = [this](const Target&, const std::string&) { return target.handler(); },
           .on_request = [this](const RequestReport& report) { refreshed += report.cache == CacheUse::refresh; },
           .executor = executor,
           .clock = clock})
          .value();

  Answer ask(Headers headers = {}) const {
    return gateway.handler()({.method = "POST",
                              .path = "/v1/chat/completions",
                              .headers = std::move(headers),
                              .body = Bytes{R"({"model":"m","messages":[]})"}});
  }
  // What the head says of the cache; waits for the end.
  static std::string told(const Answer& answer) {
    std::string out;
    Waiter waiter;
    for (Part part; waiter.pull(*answer, part) == Pull::some;) {
      if (const auto* head = std::get_if<Head>(&part)) out = head->headers.get("x-oaicompat-cache");
    }
    return out;
  }
};

}  // namespace refreshes_test

using refreshes_test::Ground;

TEST_CASE("an answer is pulled to its end while nobody waits, once for each key") {
  Ground ground;
  ground.begin("a");
  ground.begin("a");
  CHECK(ground.asked == 1);
  ground.begin("b");
  CHECK(ground.refreshes->running() == 2);
  CHECK(ground.executor->run() == 2);
  auto& call = ground.inner.last();
  for (int i = 0; i < 200; ++i) call.bytes("x");
  CHECK(ground.executor->run() > 0);
  CHECK(call.parts.empty());
  call.end();
  ground.executor->run();
  CHECK(call.dropped);
  CHECK(ground.refreshes->running() == 1);
  ground.begin("b");
  CHECK(ground.asked == 3);
}

TEST_CASE("no more are pulled at once than may be, and one that does not begin takes no place") {
  Ground ground;
  ground.refreshes->begin("none", 1, [] { return Answer{}; });
  ground.refreshes->begin("throws", 1, []() -> Answer { throw std::runtime_error{"no"}; });
  CHECK(ground.refreshes->running() == 0);
  ground.begin("a", 1);
  ground.begin("b", 1);
  CHECK(ground.asked == 1);
  ground.begin("c", 0);
  CHECK(ground.asked == 1);
}

TEST_CASE("an answer that throws is over") {
  Ground ground;
  ground.refreshes->begin("a", 1, [] { return std::make_unique<refreshes_test::Throwing>(); });
  ground.executor->run();
  CHECK(ground.refreshes->running() == 0);
}

TEST_CASE("what is stopped drops its answers, and a wake that comes later does nothing") {
  Ground ground;
  ground.begin("a");
  ground.executor->run();
  const auto call = ground.inner.calls->back();
  const auto wake = call->wake;
  REQUIRE(wake);
  ground.refreshes->stop();
  CHECK(call->dropped);
  CHECK(ground.refreshes->running() == 0);
  wake();
  ground.executor->run();
  ground.begin("b");
  CHECK(ground.asked == 1);
}

TEST_CASE("many callers on many threads get the kept answer, and make one refresh") {
  refreshes_test::Busy ground;
  const auto first = ground.ask();
  ground.target.answer_all();
  CHECK(refreshes_test::Busy::told(first) == "miss");
  constexpr int rounds = 10, threads = 4, each = 10;
  for (int round = 1; round <= rounds; ++round) {
    ground.clock->advance(61s);
    std::atomic<int> asked{0}, stale{0}, over{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < threads; ++i) {
      callers.emplace_back([&] {
        for (int k = 0; k < each; ++k) {
          stale += refreshes_test::Busy::told(ground.ask()).starts_with("hit; type=stale; age=61");
          ++asked;
        }
        while (asked < threads * each) std::this_thread::yield();  // else this may be what asks anew
        const auto strict = ground.ask({{"cache-control", "max-age=1"}});
        CHECK_FALSE(refreshes_test::Busy::told(strict).starts_with("hit; type=stale"));
        ++over;
      });
    }
    while (asked < threads * each) std::this_thread::yield();
    CHECK(stale == threads * each);
    CHECK(ground.target.calls == round + 1);
    while (over < threads) {
      ground.target.answer_all();
      std::this_thread::yield();
    }
    for (auto& caller : callers) caller.join();
    REQUIRE(ground.executor->wait_until([&] { return ground.refreshed == round; }));
    CHECK(refreshes_test::Busy::told(ground.ask()).starts_with("hit; type=exact; age=0"));
    ground.target.calls = round + 1;
  }
}

TEST_CASE("a gateway may go while its refreshes are pulled on another thread") {
  for (int i = 0; i < 20; ++i) {
    refreshes_test::Gated target;
    std::atomic<int> reported{0};
    const auto clock = std::make_shared<ManualClock>();
    {
      auto gateway = Gateway::create(read_rules("[targets.a]\nbase_url = \"http://a/v1\"\n[[routes]]\nuse = [{ target "
                                                "= \"a\" }]\ncache = { ttl = \"60s\", stale_while_revalidate = "
                                                "\"600s\", random_answers = true }\n")
                                         .value(),
                                     {.connect = [&](const Target&, const std::string&) { return target.handler(); },
                                      .on_request = [&](const RequestReport&) { ++reported; },
                                      .clock = clock})
                         .value();
      const auto ask = [&] {
        return gateway.handler()(
            {.method = "POST", .path = "/v1/chat/completions", .body = Bytes{R"({"model":"m","messages":[]})"}});
      };
      const auto first = ask();
      target.answer_all();
      CHECK(refreshes_test::Busy::told(first) == "miss");
      clock->advance(61s);
      CHECK(refreshes_test::Busy::told(ask()).starts_with("hit; type=stale"));
      if (i % 2 == 0) target.answer_all();
    }
    CHECK(reported == 3);
  }
}
