// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/impl/asio_acceptor.ipp>
#include <oaicompat/transport/asio_mount.hpp>

namespace oaicompat::inline v1 {

class AsioMount::Core {
 public:
  Core(boost::asio::io_context& io, Handler handler, AsioServerOptions options)
      : serving_{std::make_shared<detail::AsioServing>(std::move(handler), std::move(options))},
        loop_{std::make_shared<detail::AsioLoop>(io, detail::AsioLoop::tick_for(serving_->shortest_timeout()))} {}
  ~Core() {
    serving_->draining = true;
    if (acceptor_) acceptor_->close();
    loop_->close();
  }
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  Result<int> start() {
    if (acceptor_) return local_error(ErrorKind::usage, "A server starts once.");
    if (auto ready = detail::load_tls(*serving_); !ready) return ready.error();
    auto acceptor = std::make_shared<detail::AsioAcceptor>(serving_, std::vector{loop_});
    auto port = acceptor->bind();
    if (!port) return port.error();
    acceptor_ = std::move(acceptor);
    acceptor_->accept();
    return *port;
  }
  void drain() {
    serving_->draining = true;
    if (acceptor_) acceptor_->close();
    loop_->for_each([](detail::AsioTenant& tenant) { tenant.drain(); });
  }
  std::size_t connections() const { return serving_->connections(); }

 private:
  const std::shared_ptr<detail::AsioServing> serving_;
  const std::shared_ptr<detail::AsioLoop> loop_;
  std::shared_ptr<detail::AsioAcceptor> acceptor_;
};

OAICOMPAT_INLINE AsioMount::AsioMount(boost::asio::io_context& io, Handler handler, AsioServerOptions options)
    : core_{std::make_unique<Core>(io, std::move(handler), std::move(options))} {}
OAICOMPAT_INLINE AsioMount::~AsioMount() = default;
OAICOMPAT_INLINE Result<int> AsioMount::start() { return core_->start(); }
OAICOMPAT_INLINE void AsioMount::drain() { core_->drain(); }
OAICOMPAT_INLINE std::size_t AsioMount::connections() const { return core_->connections(); }

}  // namespace oaicompat::inline v1
