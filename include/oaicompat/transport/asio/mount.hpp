// AsioMount and asio_client: serve, and ask, on an io_context that the host owns and runs.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/transport/asio/client.hpp>
#include <oaicompat/transport/asio/server.hpp>

#include <boost/asio/io_context.hpp>

namespace oaicompat::inline v1 {

/// An AsioServer without threads: it lives on the host's event loop, beside what else the host does there.
///
/// Long bodies are handed to the handler on a pool's thread (`pool_over`); `pool_threads = 0` keeps everything on the
/// loop.
///
/// **Lifetime**: it must go before the io_context. **Threads**: every member but `connections` on the thread that runs
/// the io_context, or while none does; one thread may run it, no more. Wakes come from any thread. The host compiles
/// with the Boost that the library was compiled with.
///
///     boost::asio::io_context io;
///     AsioMount mounted{io, handler, {.port = 8080}};
///     if (auto port = mounted.start(); !port) return report(port.error());
///     io.run();
class OAICOMPAT_API AsioMount {
 public:
  /// `threads` of the options means nothing here.
  AsioMount(boost::asio::io_context& io, Handler handler, AsioServerOptions options = {});
  /// Closes every connection; running requests are told by their `context.stop`.
  ~AsioMount();
  AsioMount(const AsioMount&) = delete;
  AsioMount& operator=(const AsioMount&) = delete;

  /// Binds and listens; gives the port. It starts once.
  /// **Errors**: as `AsioServer::start`.
  Result<int> start();
  /// Takes no new connections and requests, and lets running ones finish.
  void drain();
  /// As `drain`, but what still runs at the deadline is stopped: its `context.stop` fires, it has `stop_grace` to end
  /// its answer, then its connection is closed. Returns at once. The io_context has something to do until the last
  /// connection has gone, or this object has.
  ///
  ///     boost::asio::signal_set signals{io, SIGINT, SIGTERM};
  ///     signals.async_wait([&](auto error, int) { if (!error) mounted.stop(std::chrono::seconds{10}); });
  void stop(std::chrono::milliseconds deadline = std::chrono::seconds{10});
  /// How many connections there are now, idle ones included.
  std::size_t connections() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

/// An `asio_client` without a thread: its requests live on the host's event loop, beside what else the host does there.
/// A request that is made on the thread that runs it starts at once; wakes are called there.
///
/// An answer waits while nothing runs the io_context. Requests give `run` something to do; a handler, and connections
/// that are idle, do not. Those are closed after `idle_timeout` while requests run, else when the next one begins.
///
/// **Lifetime**: handler and answers may outlive the io_context: as that goes, what has not ended fails with
/// `cancelled`, and so does every later request. Dropping the last of both closes the connections. **Threads**: safe to
/// use from many; one thread may run the io_context, no more. Waiting for an answer on that thread waits for ever.
/// **Errors**: as the other `asio_client`. The host compiles with the Boost that the library was compiled with.
///
///     boost::asio::io_context io;
///     AsioMount proxy{io, asio_client(io, {.origin = "https://api.example.com"}), {.port = 8080}};
OAICOMPAT_API Handler asio_client(boost::asio::io_context& io, AsioClientOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY && OAICOMPAT_ASIO
#include <oaicompat/transport/asio/connection.ipp>
#include <oaicompat/transport/asio/mount.ipp>
#include <oaicompat/transport/asio/websocket.ipp>
#endif
