// Listener: what carries a server's handler over a network, and how a Server is told which.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/http/handler.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {

/// Listens on a port and answers by a handler. `HttplibServer` and `AsioServer` have the same members; a transport of
/// the host's own derives from this. **Threads**: every member from any.
class Listener {
 public:
  Listener() = default;
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  /// Stops without waiting for what runs.
  virtual ~Listener() = default;
  /// Binds, listens and serves on threads of its own; gives the port.
  virtual Result<int> start() = 0;
  /// `start`, then waits until another thread has stopped it.
  virtual Result<Done> run() = 0;
  /// Takes nothing new, and lets what runs finish until the deadline.
  virtual void stop(std::chrono::milliseconds deadline) = 0;
  /// 0 before `start`.
  virtual int port() const = 0;
  /// Whether it speaks TLS.
  virtual bool is_secure() const = 0;
};

/// What a `Server` asks of its listener.
struct ListenOptions {
  /// The address or name to listen on.
  std::string host = {};
  /// The port to listen on; 0 lets the system choose.
  int port = 0;
  /// The longest request body, in bytes.
  std::size_t max_body = 0;
  /// The most threads, where a connection takes one.
  std::size_t max_threads = 0;
};

/// Makes the listener of a `Server`: `over_httplib()`, `over_asio()`, or the host's own.
using Transport = std::function<std::unique_ptr<Listener>(Handler, const ListenOptions&)>;

namespace detail {

template <class Server>
class ListenerOver final : public Listener {
 public:
  template <class Options>
  ListenerOver(Handler handler, Options options, bool secure)
      : server_{std::move(handler), std::move(options)}, secure_{secure} {}
  Result<int> start() override { return server_.start(); }
  Result<Done> run() override { return server_.run(); }
  void stop(std::chrono::milliseconds deadline) override { server_.stop(deadline); }
  int port() const override { return server_.port(); }
  bool is_secure() const override { return secure_; }

 private:
  Server server_;
  const bool secure_;
};

}  // namespace detail
}  // namespace oaicompat::inline v1
