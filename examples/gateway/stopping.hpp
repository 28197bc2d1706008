// Stopping: how the program ends.
// SPDX-License-Identifier: MIT
#pragma once

#include "loops.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>

namespace gateway_program {

/// Takes nothing new at the first signal, and ends once nothing runs, at a second signal, or when it takes too long.
class Stopping {
 public:
  Stopping(Loops& loops, std::chrono::seconds patience) : loops_{loops}, patience_{patience} {
    signals_.async_wait([this](boost::system::error_code error, int) {
      if (!error) begin();
    });
  }

 private:
  void begin() {
    loops_.drain();
    until_ = std::chrono::steady_clock::now() + patience_;
    signals_.async_wait([this](boost::system::error_code, int) { loops_.first().stop(); });
    look();
  }
  void look() {
    if (loops_.connections() == 0 || std::chrono::steady_clock::now() >= until_) return loops_.first().stop();
    timer_.expires_after(std::chrono::milliseconds{20});
    timer_.async_wait([this](boost::system::error_code) { look(); });
  }

  Loops& loops_;
  const std::chrono::seconds patience_;
  boost::asio::signal_set signals_{loops_.first(), SIGINT, SIGTERM};
  boost::asio::steady_timer timer_{loops_.first()};
  std::chrono::steady_clock::time_point until_{};
};

}  // namespace gateway_program
