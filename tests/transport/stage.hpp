// A handler that a test plays by hand.
// SPDX-License-Identifier: MIT
#pragma once

#include "serving.hpp"

#include <oaicompat/base/channel.hpp>

#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

namespace oaicompat::test {

/// Hands each request's writer and stop token to the test, which then plays the engine.
struct Stage {
  struct Call {
    Request request;
    ChannelWriter<Part> writer;
  };
  Handler handler(ChannelOptions options = {}) {
    return [this, options](Request request) -> Answer {
      auto [writer, stream] = channel<Part>(options);
      std::lock_guard lock{mutex};
      calls.push_back({std::move(request), std::move(writer)});
      return std::move(stream);
    };
  }
  /// The next call; waits for it.
  Call next() {
    Call* call = nullptr;
    REQUIRE(eventually([&] {
      std::lock_guard lock{mutex};
      if (calls.empty()) return false;
      call = &calls.front();
      return true;
    }));
    std::lock_guard lock{mutex};
    Call taken = std::move(calls.front());
    calls.erase(calls.begin());
    return taken;
  }
  std::mutex mutex;
  std::vector<Call> calls;
};

inline Head event_stream() { return {.headers = {{"content-type", "text/event-stream"}}}; }

/// Measures from now until the token fires.
struct Watch {
  explicit Watch(std::stop_token token) : callback{std::move(token), Note{this}} {}
  bool fired() const { return ms >= 0; }
  struct Note {
    Watch* watch;
    void operator()() const { watch->ms = static_cast<int>(ms_since(watch->from)); }
  };
  SteadyTime from = now();
  std::atomic<int> ms = -1;
  std::stop_callback<Note> callback;
};

}  // namespace oaicompat::test
