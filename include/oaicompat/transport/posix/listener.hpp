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

namespace oaicompat::inline v1 {

/// Listens on a port and answers by a handler: `HttplibServer`, `AsioServer`, or a transport of the host's own.
/// **Threads**: every member from any.
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
  virtual Result<void> run() = 0;
  /// Takes nothing new, and lets what runs finish until the deadline.
  virtual void stop(std::chrono::milliseconds deadline = std::chrono::seconds{10}) = 0;
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
  /// The longest form, where those need not lie in memory, in bytes.
  std::size_t max_upload = 0;
  /// The most threads, where a connection takes one.
  std::size_t max_threads = 0;
  /// Whether the body of a request is worth taking, told by its head alone (the body is empty then). Where it is not,
  /// the handler is asked at once, without the body, and the connection closes after the answer. Default always.
  std::function<bool(const Request& head)> wants_body = {};
  /// The answer to what the listener refuses by itself, a body that is too large say. Of the head stands there what
  /// could be read. Default the API's error.
  std::function<Answer(const Request& head, const Error& error)> refusal = {};
};

/// Makes the listener of a `Server`: `over_httplib()`, `asio_transport()`, or the host's own.
using Transport = std::function<std::unique_ptr<Listener>(Handler, const ListenOptions&)>;

}  // namespace oaicompat::inline v1
