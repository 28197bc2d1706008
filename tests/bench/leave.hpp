// An engine that notes when its caller has left, and a caller that leaves.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/completions/operations.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

namespace bench {

using namespace oaicompat;
using SteadyClock = std::chrono::steady_clock;

// When the engine has begun, and when it was told to stop.
class Engine {
 public:
  Backend backend() {
    Backend out;
    out.on<CreateChatCompletion>(
        [this](const Parsed<ChatRequest>& request, Context context) -> StreamPtr<Event<CreateChatCompletion>> {
          return std::make_unique<Waits>(*this, std::move(context), request->stream.value_or(false));
        });
    return out;
  }
  bool wait_begun() { return wait(begun_); }
  bool wait_told() { return wait(told_); }
  bool wait_dropped() { return wait(dropped_); }
  SteadyClock::time_point told_at() const { return told_at_; }
  void reset() { begun_ = told_ = dropped_ = false; }

 private:
  // One chunk where it streams, then nothing until the stop.
  class Waits final : public Stream<Event<CreateChatCompletion>> {
   public:
    Waits(Engine& engine, Context context, bool streamed)
        : engine_{engine}, streamed_{streamed}, on_stop_{context.stop, [&engine] { engine.tell(engine.told_); }} {}
    // Dropped before its callback ran, it has been told all the same.
    ~Waits() override {
      engine_.tell(engine_.told_);
      engine_.tell(engine_.dropped_);
    }
    Pull pull(Event<CreateChatCompletion>& out) override {
      if (std::exchange(streamed_, false)) {
        auto& chunk = out.emplace<0>();
        chunk.choices.emplace_back().delta.content = Text{"word"};
        return Pull::some;
      }
      engine_.tell(engine_.begun_);
      return Pull::wait;
    }
    void when_ready(Wake) override {}

   private:
    Engine& engine_;
    bool streamed_;
    std::stop_callback<std::function<void()>> on_stop_;
  };

  void tell(bool& what) {
    std::lock_guard lock{mutex_};
    if (!std::exchange(what, true) && &what == &told_) told_at_ = SteadyClock::now();
    changed_.notify_all();
  }
  bool wait(bool& what) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, std::chrono::seconds{5}, [&] { return what; });
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool begun_ = false, told_ = false, dropped_ = false;
  SteadyClock::time_point told_at_{};
};

// Milliseconds from the caller's close to the engine's stop; negative when it never came.
inline double leave_once(Engine& engine, int port, const std::string& request) {
  engine.reset();
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool asked = ::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0 &&
                     ::send(socket, request.data(), request.size(), MSG_NOSIGNAL) > 0 && engine.wait_begun();
  const auto left = SteadyClock::now();
  ::close(socket);
  if (!asked || !engine.wait_told() || !engine.wait_dropped()) return -1;
  return std::chrono::duration<double, std::milli>(engine.told_at() - left).count();
}

}  // namespace bench
