// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/transport/asio/acceptor.ipp>
#include <oaicompat/transport/asio/client_answer.ipp>
#include <oaicompat/transport/asio/mount.hpp>

namespace oaicompat::inline v1 {
namespace detail {

/// Ends what runs on a loop when its time is up.
class AsioEnding : public std::enable_shared_from_this<AsioEnding> {
 public:
  AsioEnding(std::shared_ptr<AsioLoop> loop, Duration grace)
      : loop_{std::move(loop)}, grace_{grace}, timer_{std::in_place, loop_->io} {}
  void begin(Duration deadline) {
    after(deadline, [this] {
      tell_all(&LoopObject::stop_request);
      after(grace_, [this] { tell_all(&LoopObject::close); });
    });
  }
  /// Nothing runs any more, or nobody wants it ended.
  void call_off() { timer_.reset(); }

 private:
  template <class F>
  void after(Duration wait, F f) {
    if (!timer_) return;
    timer_->expires_after(wait);
    timer_->async_wait([self = shared_from_this(), f](AsioError error) {
      if (!error && self->timer_) f();
    });
  }
  void tell_all(void (LoopObject::*does)()) {
    loop_->for_each([does](LoopObject& object) { (object.*does)(); });
  }

  const std::shared_ptr<AsioLoop> loop_;
  const Duration grace_;
  std::optional<asio::steady_timer> timer_;
};

}  // namespace detail

class AsioMount::Core {
 public:
  Core(boost::asio::io_context& io, Handler handler, AsioServerOptions options)
      : serving_{std::make_shared<detail::AsioServing>(std::move(handler), std::move(options))},
        loop_{std::make_shared<detail::AsioLoop>(io, detail::AsioLoop::tick_for(serving_->shortest_timeout()))} {}
  ~Core() {
    serving_->draining = true;
    if (acceptor_) acceptor_->close();
    loop_->on_empty = nullptr;
    if (ending_) ending_->call_off();
    loop_->close();
    serving_->stop_pool();
  }
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  Result<int> start() {
    if (acceptor_) return local_error(ErrorKind::invalid_argument, "A server starts once.");
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
    loop_->for_each([](detail::LoopObject& object) { object.drain(); });
  }
  void stop(std::chrono::milliseconds deadline) {
    drain();
    if (loop_->is_empty()) return;
    if (ending_) ending_->call_off();
    ending_ = std::make_shared<detail::AsioEnding>(loop_, serving_->options.stop_grace);
    loop_->on_empty = [ending = ending_] { ending->call_off(); };
    ending_->begin(deadline);
  }
  std::size_t connections() const { return serving_->connections(); }

 private:
  const std::shared_ptr<detail::AsioServing> serving_;
  const std::shared_ptr<detail::AsioLoop> loop_;
  std::shared_ptr<detail::AsioAcceptor> acceptor_;
  std::shared_ptr<detail::AsioEnding> ending_;
};

OAICOMPAT_INLINE AsioMount::AsioMount(boost::asio::io_context& io, Handler handler, AsioServerOptions options)
    : core_{std::make_unique<Core>(io, std::move(handler), std::move(options))} {}
OAICOMPAT_INLINE AsioMount::~AsioMount() = default;
OAICOMPAT_INLINE Result<int> AsioMount::start() { return core_->start(); }
OAICOMPAT_INLINE void AsioMount::drain() { core_->drain(); }
OAICOMPAT_INLINE void AsioMount::stop(std::chrono::milliseconds deadline) { core_->stop(deadline); }
OAICOMPAT_INLINE std::size_t AsioMount::connections() const { return core_->connections(); }

namespace detail {

/// A client on a host's loop.
class AsioClientGuest final : public AsioClientShared {
 public:
  AsioClientGuest(std::shared_ptr<AsioCalling> calls, boost::asio::io_context& io)
      : AsioClientShared{calls, std::make_shared<AsioLoop>(io, AsioLoop::tick_for(calls->shortest_timeout()),
                                                           AsioLoop::Ticks::while_busy)} {
    boost::asio::use_service<AsioHosted>(io).add(loop);
  }
  ~AsioClientGuest() override {
    loop->mailbox->post([loop = loop] { loop->close(); });
  }
};

}  // namespace detail

OAICOMPAT_INLINE Handler asio_client(boost::asio::io_context& io, AsioClientOptions options) {
  auto url = parse_base_url(options.origin);
  if (!url) return [error = url.error()](Request) { return failed<Part>(error); };
  auto proxy = detail::proxy_in(options.proxy);
  if (!proxy) return [error = proxy.error()](Request) { return failed<Part>(error); };
  auto calling = std::make_shared<detail::AsioCalling>(*std::move(url), *std::move(proxy), std::move(options));
  auto shared = std::make_shared<detail::AsioClientGuest>(std::move(calling), io);
  return [shared = std::move(shared)](Request&& request) { return detail::send_by_asio(shared, std::move(request)); };
}

}  // namespace oaicompat::inline v1
