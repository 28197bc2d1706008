// Stopping: how a program ends that serves on event loops.
// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <functional>
#include <utility>

namespace programs {

/// What is served.
struct Served {
  std::function<void()> drain;               ///< Takes nothing new from here on.
  std::function<std::size_t()> connections;  ///< How many there are still.
};

/// Drains at the first signal, and ends the loop once nothing runs, at a second signal, or when it takes too long.
class Stopping {
 public:
  Stopping(boost::asio::io_context& io, Served served, std::chrono::seconds patience)
      : io_{io}, served_{std::move(served)}, patience_{patience} {
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (!error) begin();
    });
  }

 private:
  void begin() {
    served_.drain();
    until_ = std::chrono::steady_clock::now() + patience_;
    signals_.async_wait([this](boost::system::error_code, int) { io_.stop(); });
    look();
  }
  void look() {
    if (served_.connections() == 0 || std::chrono::steady_clock::now() >= until_) return io_.stop();
    timer_.expires_after(std::chrono::milliseconds{20});
    timer_.async_wait([this](boost::system::error_code) { look(); });
  }

  boost::asio::io_context& io_;
  const Served served_;
  const std::chrono::seconds patience_;
  boost::asio::signal_set signals_{io_, SIGINT, SIGTERM};
  boost::asio::steady_timer timer_{io_};
  std::chrono::steady_clock::time_point until_{};
};

}  // namespace programs
