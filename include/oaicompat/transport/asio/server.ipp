// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/transport/asio/acceptor.ipp>
#include <oaicompat/transport/asio/server.hpp>

#include <deque>
#include <thread>

namespace oaicompat::inline v1 {
namespace detail {

/// An event loop and its thread.
struct AsioWorker {
  explicit AsioWorker(Duration tick) : engine{tick} {}
  void run() {
    thread = std::thread{[this] { engine.io.run(); }};
  }
  void end() {
    engine.stop();
    if (thread.joinable()) thread.join();
    engine.loop->close();
  }
  AsioEngine engine;
  std::thread thread;
};

}  // namespace detail

class AsioServer::Core {
 public:
  Core(Handler handler, AsioServerOptions options)
      : serving_{std::make_shared<detail::AsioServing>(std::move(handler), std::move(options))} {}

  Result<int> start() {
    std::lock_guard lock{mutex_};
    if (state_ != State::fresh) return local_error(ErrorKind::invalid_argument, "A server starts once.");
    if (auto ready = detail::load_tls(*serving_); !ready) return ready.error();
    const auto tick = detail::AsioLoop::tick_for(serving_->shortest_timeout());
    std::vector<std::shared_ptr<detail::AsioLoop>> loops;
    for (std::size_t i = 0; i < std::max<std::size_t>(serving_->options.threads, 1); ++i)
      loops.push_back(workers_.emplace_back(tick).engine.loop);
    acceptor_ = std::make_shared<detail::AsioAcceptor>(serving_, std::move(loops));
    auto port = acceptor_->bind();
    if (!port) {
      acceptor_.reset();
      workers_.clear();
      return port.error();
    }
    acceptor_->accept();
    for (auto& worker : workers_) worker.run();
    state_ = State::running;
    return port_ = *port;
  }

  void wait_until_stopped() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return state_ == State::stopped; });
  }

  void stop(std::chrono::milliseconds deadline) {
    std::unique_lock lock{mutex_};
    if (state_ == State::fresh) state_ = State::stopped;
    if (state_ == State::stopping) changed_.wait(lock, [&] { return state_ == State::stopped; });
    if (state_ == State::stopped) return;
    state_ = State::stopping;
    lock.unlock();
    end_connections(std::chrono::steady_clock::now() + detail::bounded_span(deadline));
    for (auto& worker : workers_) worker.end();
    serving_->stop_pool();
    acceptor_.reset();
    lock.lock();
    state_ = State::stopped;
    changed_.notify_all();
  }

  int port() const { return port_; }
  bool is_secure() const { return !serving_->options.certificate_file.empty(); }
  std::size_t connections() const { return serving_->connections(); }

 private:
  enum class State { fresh, running, stopping, stopped };

  void on_each(void (detail::LoopObject::*does)()) {
    for (auto& worker : workers_) {
      worker.engine.loop->mailbox->post([loop = worker.engine.loop, does] {
        loop->for_each([does](detail::LoopObject& object) { (object.*does)(); });
      });
    }
  }
  void end_connections(Time deadline) {
    serving_->draining = true;
    workers_[0].engine.loop->mailbox->post([acceptor = acceptor_] { acceptor->close(); });
    workers_[0].engine.loop->mailbox->post(
        [this] { on_each(&detail::LoopObject::drain); });  // after the last was handed out
    if (serving_->wait_until_none(deadline)) return;
    on_each(&detail::LoopObject::stop_request);
    const auto grace = [this] { return std::chrono::steady_clock::now() + serving_->options.stop_grace; };
    if (serving_->wait_until_none(grace())) return;
    on_each(&detail::LoopObject::close);
    serving_->wait_until_none(grace());
  }

  const std::shared_ptr<detail::AsioServing> serving_;
  std::deque<detail::AsioWorker> workers_;
  std::shared_ptr<detail::AsioAcceptor> acceptor_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::fresh;
  std::atomic<int> port_ = 0;
};

OAICOMPAT_INLINE AsioServer::AsioServer(Handler handler, AsioServerOptions options)
    : core_{std::make_unique<Core>(std::move(handler), std::move(options))} {}
OAICOMPAT_INLINE AsioServer::~AsioServer() { stop(std::chrono::milliseconds{0}); }
OAICOMPAT_INLINE Result<int> AsioServer::start() { return core_->start(); }
OAICOMPAT_INLINE Result<void> AsioServer::run() {
  if (auto port = core_->start(); !port) return port.error();
  core_->wait_until_stopped();
  return {};
}
OAICOMPAT_INLINE void AsioServer::stop(std::chrono::milliseconds deadline) { core_->stop(deadline); }
OAICOMPAT_INLINE int AsioServer::port() const { return core_->port(); }
OAICOMPAT_INLINE bool AsioServer::is_secure() const { return core_->is_secure(); }
OAICOMPAT_INLINE std::size_t AsioServer::connections() const { return core_->connections(); }

OAICOMPAT_INLINE Transport asio_transport(AsioServerOptions options) {
  return [options = std::move(options)](Handler handler, const ListenOptions& at) -> std::unique_ptr<Listener> {
    auto own = options;
    own.host = at.host;
    own.port = at.port;
    own.max_body = at.max_body;
    own.max_upload = at.max_upload;
    if (at.wants_body) own.wants_body = at.wants_body;
    if (at.refusal) own.refusal = at.refusal;
    return std::make_unique<AsioServer>(std::move(handler), std::move(own));
  };
}

}  // namespace oaicompat::inline v1
