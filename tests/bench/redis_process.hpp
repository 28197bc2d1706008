// A redis-server of a measure's own, which keeps nothing.
// SPDX-License-Identifier: MIT
#pragma once

#include "process.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace bench {

class RedisProcess {
 public:
  RedisProcess() : port_{free_port()} {
    const auto port = std::to_string(port_);
    process_ = std::make_unique<Process>(
        "/usr/bin/env", std::vector<std::string>{"redis-server", "--bind", "127.0.0.1", "--port", port, "--save", "",
                                                 "--appendonly", "no", "--dir", "/"});
    for (int tries = 0; tries < 1'000 && !(is_up_ = accepts()); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
  }
  /// False where it is not installed.
  bool is_up() const { return is_up_; }
  std::string url() const { return fmt::format("redis://127.0.0.1:{}", port_); }
  double cpu_seconds() const { return process_->cpu_seconds(); }

 private:
  static sockaddr_in address(int port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(static_cast<std::uint16_t>(port));
    out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return out;
  }
  static int free_port() {
    const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
    auto own = address(0);
    socklen_t size = sizeof own;
    (void)::bind(probe, reinterpret_cast<sockaddr*>(&own), size);
    (void)::getsockname(probe, reinterpret_cast<sockaddr*>(&own), &size);
    ::close(probe);
    return ntohs(own.sin_port);
  }
  bool accepts() const {
    const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
    const auto to = address(port_);
    const bool done = ::connect(probe, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    ::close(probe);
    return done;
  }

  const int port_;
  std::unique_ptr<Process> process_;
  bool is_up_ = false;
};

}  // namespace bench
