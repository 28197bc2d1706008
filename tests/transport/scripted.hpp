// Servers that say what a test scripts, byte for byte.
// SPDX-License-Identifier: MIT
#pragma once

#include "raw_socket.hpp"

#include <oaicompat/transport/httplib/client.hpp>
#if OAICOMPAT_ASIO
#include <oaicompat/transport/asio/client.hpp>
#endif
#include <oaicompat/transport/memory.hpp>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace oaicompat::test {

// What every client of the library does: a case for each of them, whose type is `Client`.
#if OAICOMPAT_ASIO
#define CLIENT_CASE(sentence) TEST_CASE_TEMPLATE(sentence, Client, ByHttplib, ByAsio)
#else
#define CLIENT_CASE(sentence) TEST_CASE_TEMPLATE(sentence, Client, ByHttplib)
#endif

struct ByHttplib {
  static Handler make(HttplibClientOptions options) { return httplib_client(std::move(options)); }
};

#if OAICOMPAT_ASIO
struct ByAsio {
  static Handler make(HttplibClientOptions options) {
    return asio_client({.origin = options.origin,
                        .proxy = options.proxy,
                        .connect_timeout = options.connect_timeout,
                        .read_timeout = options.read_timeout,
                        .write_timeout = options.write_timeout,
                        .max_idle_connections = options.max_idle_connections,
                        .idle_timeout = options.idle_timeout,
                        .max_requests = options.max_requests,
                        .read_ahead = options.read_ahead * (16 << 10),
                        .max_answer = options.max_answer,
                        .peer = static_cast<AsioClientOptions::Peer>(options.peer),
                        .ca_file = options.ca_file,
                        .certificate_file = options.certificate_file,
                        .key_file = options.key_file});
  }
};
#endif

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
template <class Client>
Result<Collected> answer_of(std::string bytes, HttplibClientOptions options = {}) {
  Scripted server{[bytes](RawSocket& socket, int) {
    socket.read_until("\r\n\r\n");
    socket.send(bytes);
  }};
  options.origin = origin(server.listener.port());
  return ask(Client::make(options), {.method = "GET", .path = "/"});
}

}  // namespace oaicompat::test
