// The layers together, with threads: what ThreadSanitizer looks at.
// SPDX-License-Identifier: MIT
#include "fakes.hpp"

#include <oaicompat/base/channel.hpp>
#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/layers/access_log.hpp>
#include <oaicompat/layers/api_keys.hpp>
#include <oaicompat/layers/bearer.hpp>
#include <oaicompat/layers/catch_exceptions.hpp>
#include <oaicompat/layers/cors.hpp>
#include <oaicompat/layers/decompress.hpp>
#include <oaicompat/layers/health.hpp>
#include <oaicompat/layers/keep_alive.hpp>
#include <oaicompat/layers/limits.hpp>
#include <oaicompat/layers/request_id.hpp>
#include <oaicompat/layers/retry.hpp>
#include <oaicompat/layers/timeouts.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

using namespace oaicompat;
using namespace std::chrono_literals;

namespace {

// A clock whose time a thread drives on, a millisecond a turn, as long as this lives.
class DrivenClock {
 public:
  ~DrivenClock() {
    done_ = true;
    driver_.join();
  }
  operator ClockPtr() const { return clock_; }
  std::shared_ptr<ManualClock> operator->() const { return clock_; }

 private:
  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>();
  std::atomic<bool> done_ = false;
  std::thread driver_{[this] {
    for (; !done_; std::this_thread::yield()) clock_->advance(1ms);
  }};
};

// Takes an answer to its end, waiting on this thread.
fakes::Taken take_waiting(Answer answer) {
  struct WakePipe {
    std::mutex mutex;
    std::condition_variable rung;
    bool ready = false;
  };
  fakes::Taken taken;
  for (take(*answer, taken); taken.last == Pull::wait; take(*answer, taken)) {
    auto bell = std::make_shared<WakePipe>();
    answer->when_ready([bell] {
      std::lock_guard lock{bell->mutex};
      bell->ready = true;
      bell->rung.notify_all();
    });
    std::unique_lock lock{bell->mutex};
    bell->rung.wait(lock, [&] { return bell->ready; });
  }
  return taken;
}

Handler server(const ClockPtr& clock, Handler inner, std::chrono::milliseconds deadline = {}) {
  const auto log = [](const AccessRecord& record) { access_line(record); };
  return stack({request_id({.clock = clock}), access_log({.sink = log, .clock = clock}), cors({}), catch_exceptions({}),
                health({}), api_keys({.keys = {{.key = "sk"}}}), keep_alive({.interval = 2ms, .clock = clock}),
                limits({.deadline = deadline, .clock = clock}), decompress({})},
               std::move(inner));
}
Handler client(const ClockPtr& clock, Handler upstream) {
  return stack(
      {bearer({.key = "sk"}), retry({.clock = clock}), timeouts({.first_byte = 1000h, .idle = 1000h, .clock = clock})},
      std::move(upstream));
}

// Streams events from a thread of its own, with time between some of them for comments.
Handler engine(const ClockPtr& clock, int events) {
  return [clock, events](const Request&) -> Answer {
    auto [writer, stream] = channel<Part>();
    std::thread{[clock, events, writer = std::move(writer)]() mutable {
      writer.send(Head{.status = 200, .headers = {{"content-type", "text/event-stream"}}});
      for (int i = 0; i < events; ++i) {
        const auto next = clock->now() + (i % 8 == 0 ? 4ms : 0ms);
        while (clock->now() < next && !writer.gone()) std::this_thread::yield();
        if (!writer.send(Bytes{"data: x\n\n"})) return;
      }
      writer.end();
    }}.detach();
    return std::move(stream);
  };
}

std::size_t count(std::string_view text, std::string_view word) {
  std::size_t n = 0;
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("many streams through every layer at once come out whole") {
  const DrivenClock clock;
  const auto handler = client(clock, server(clock, engine(clock, 40)));
  std::atomic<int> whole = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 16; ++i) {
    callers.emplace_back([&] {
      const auto taken = take_waiting(handler(fakes::post()));
      if (taken.last == Pull::end && count(taken.body, "data: x\n\n") == 40) ++whole;
    });
  }
  for (auto& caller : callers) caller.join();
  CHECK(whole == 16);
}

TEST_CASE("a busy server is asked again until it has room") {
  const DrivenClock clock;
  std::atomic<int> refusals = 3;
  const Handler busy = [&](const Request& request) {
    if (refusals-- <= 0) return fakes::fine()(request);
    return ready_answer({.status = 503, .headers = {{"retry-after-ms", "1"}}}, "busy");
  };
  auto request = fakes::post();
  request.context.call.max_retries = 5;
  const auto taken = take_waiting(client(clock, busy)(std::move(request)));
  CHECK(taken.head->status == 200);
  CHECK(taken.body == "{}");
}

TEST_CASE("a deadline ends a silent stream, and stops its engine") {
  using OnStop = std::stop_callback<std::function<void()>>;
  const DrivenClock clock;
  std::atomic<bool> stopped = false;
  std::optional<ChannelWriter<Part>> kept;
  std::optional<OnStop> on_stop;
  const Handler silent = [&](const Request& request) -> Answer {
    auto [writer, stream] = channel<Part>();
    writer.send(Head{.status = 200, .headers = {{"content-type", "text/event-stream"}}});
    kept.emplace(std::move(writer));
    on_stop.emplace(request.context.stop, [&] { stopped = true; });
    return std::move(stream);
  };
  const auto taken = take_waiting(server(clock, silent, 3000ms)(fakes::post({{"api-key", "sk"}})));
  CHECK(taken.last == Pull::end);
  CHECK(taken.body.find("data: {\"error\":{\"message\":\"The request took too long.\"") != std::string::npos);
  CHECK(stopped);
}

TEST_CASE("answers dropped while alarms ring leave nothing behind") {
  const DrivenClock clock;
  const auto handler = client(clock, server(clock, engine(clock, 1000), 5ms));
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        const auto answer = handler(fakes::post());
        fakes::take(answer);
        answer->when_ready([] {});
        std::this_thread::yield();
      }
    });
  }
  for (auto& caller : callers) caller.join();
  CHECK(clock->alarms() == 0);
}
