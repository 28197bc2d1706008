// Servers that say what a test scripts, byte for byte.
// SPDX-License-Identifier: MIT
#pragma once

#include "raw_socket.hpp"

#include <oaicompat/transport/httplib_client.hpp>
#include <oaicompat/transport/memory.hpp>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace oaicompat::test {

/// Where a server of this machine is.
inline std::string origin(int port) { return "http://127.0.0.1:" + std::to_string(port); }

/// A server of a few lines: each accepted connection goes through the script on a thread of its own.
struct Scripted {
  explicit Scripted(std::function<void(RawSocket&, int)> script)
      : thread{[this, s = std::move(script)] {
          for (int i = 0; !stop; ++i) {
            auto socket = listener.accept(50ms);
            if (!socket.is_open()) {
              --i;
              continue;
            }
            ++accepted;
            threads.emplace_back([s, i, c = std::move(socket)]() mutable { s(c, i); });
          }
        }} {}
  ~Scripted() {
    stop = true;
    thread.join();
    for (auto& t : threads) t.join();
  }
  RawListener listener;
  std::atomic<bool> stop = false;
  std::atomic<int> accepted = 0;
  std::vector<std::thread> threads;
  std::thread thread;
};

/// What a client makes of these bytes.
inline Result<Collected> answer_of(std::string bytes, HttplibClientOptions options = {}) {
  Scripted server{[bytes](RawSocket& socket, int) {
    socket.read_until("\r\n\r\n");
    socket.send(bytes);
  }};
  options.origin = origin(server.listener.port());
  return ask(httplib_client(options), {.method = "GET", .path = "/"});
}

}  // namespace oaicompat::test
