// AsioMount: serves a Handler on an io_context that the host owns and runs.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/transport/asio_server.hpp>

#include <boost/asio/io_context.hpp>

namespace oaicompat::inline v1 {

/// An AsioServer without threads: it lives on the host's event loop, beside what else the host does there.
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
  /// `threads` and `stop_grace` of the options mean nothing here.
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
  /// How many connections there are now, idle ones included.
  std::size_t connections() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY && OAICOMPAT_ASIO
#include <oaicompat/impl/asio_mount.ipp>
#endif
