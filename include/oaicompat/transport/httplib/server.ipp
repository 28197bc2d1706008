// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/transport/httplib/connection_poller.ipp>

#include <fmt/format.h>
#include <httplib.h>

#include <thread>

namespace oaicompat::inline v1 {
namespace detail {

/// Has httplib find the address and bind it, then takes the socket: httplib's own backlog is 5, and by default it lets
/// a second server bind the same port.
class Binder : private httplib::Server {
 public:
  struct Bound {
    Socket socket;
    int port = 0;
  };
  Result<Bound> bind(const std::string& host, int port, int backlog) {
    set_socket_options([](socket_t socket) {
#if !defined(_WIN32)
      const int on = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
#endif
    });
    const bool bound = port == 0 ? (port = bind_to_any_port(host)) > 0 : bind_to_port(host, port);
    Socket socket{svr_sock_.exchange(no_socket)};
    if (!bound || !socket || ::listen(socket.get(), backlog) != 0) {
      return local_error(ErrorKind::connection, fmt::format("Cannot listen on {} port {}.", host, port));
    }
    socket.set_blocking(false);
    return Bound{std::move(socket), port};
  }
};

}  // namespace detail

class HttplibServer::Core {
 public:
  Core(Handler handler, HttplibServerOptions options)
      : shared_{std::move(handler), std::move(options)},
        workers_{{.max_threads = shared_.options.max_threads, .max_queued = 0}},
        reserve_{
            {.max_threads = shared_.options.reserve_threads, .max_queued = shared_.options.reserve_threads * 128}} {}

  Result<int> start() {
    std::lock_guard lock{mutex_};
    if (state_ != State::fresh) return local_error(ErrorKind::invalid_argument, "A server starts once.");
    const auto& options = shared_.options;
    auto bound = detail::Binder{}.bind(options.host, options.port, options.backlog);
    if (!bound) return bound.error();
    lookout_.emplace(shared_, std::move(bound->socket), [this](detail::ConnectionPtr c) { return dispatch(c); });
    if (!lookout_->is_ready()) {
      lookout_.reset();
      return local_error(ErrorKind::connection, "The system has no descriptors left.");
    }
    thread_ = std::thread{[this] { lookout_->run(); }};
    state_ = State::running;
    return port_ = bound->port;
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
    workers_.stop();
    reserve_.stop();
    lookout_->finish();
    thread_.join();
    lock.lock();
    state_ = State::stopped;
    changed_.notify_all();
  }

  int port() const { return port_; }
  std::size_t connections() const {
    std::lock_guard lock{mutex_};
    return lookout_ ? lookout_->connections().size() : 0;
  }

 private:
  enum class State { fresh, running, stopping, stopped };
  using Service = detail::Connection::Service;

  // Called on the watching thread. False when not even the reserve has time.
  bool dispatch(const detail::ConnectionPtr& connection) {
    const auto serve = [this, connection](Service service) {
      lookout_->take_back(connection, connection->serve(service));
    };
    const auto work = [this, serve] {
      ++shared_.serving;
      serve(Service::full);
      --shared_.serving;
    };
    return workers_.run(work) || reserve_.run([serve] { serve(Service::reserved); });
  }

  void end_connections(Time deadline) {
    shared_.draining = true;
    lookout_->drain();
    if (lookout_->wait_until_none(deadline)) return;
    lookout_->hurry();
    for (const auto& connection : lookout_->connections()) connection->stop_request();
    const auto grace = std::chrono::steady_clock::now() + shared_.options.stop_grace;
    if (lookout_->wait_until_none(grace)) return;
    for (const auto& connection : lookout_->connections()) connection->close();
    lookout_->wait_until_none(std::chrono::steady_clock::now() + shared_.options.stop_grace);
  }

  detail::ServerShared shared_;
  std::optional<detail::ConnectionPoller> lookout_;
  WorkerPool workers_, reserve_;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  State state_ = State::fresh;
  std::atomic<int> port_ = 0;
};

OAICOMPAT_INLINE HttplibServer::HttplibServer(Handler handler, HttplibServerOptions options)
    : core_{std::make_unique<Core>(std::move(handler), std::move(options))} {}
OAICOMPAT_INLINE HttplibServer::~HttplibServer() { stop(std::chrono::milliseconds{0}); }
OAICOMPAT_INLINE Result<int> HttplibServer::start() { return core_->start(); }
OAICOMPAT_INLINE Result<void> HttplibServer::run() {
  if (auto port = core_->start(); !port) return port.error();
  core_->wait_until_stopped();
  return {};
}
OAICOMPAT_INLINE void HttplibServer::stop(std::chrono::milliseconds deadline) { core_->stop(deadline); }
OAICOMPAT_INLINE int HttplibServer::port() const { return core_->port(); }
OAICOMPAT_INLINE bool HttplibServer::is_secure() const { return false; }
OAICOMPAT_INLINE std::size_t HttplibServer::connections() const { return core_->connections(); }

OAICOMPAT_INLINE Transport over_httplib(HttplibServerOptions options) {
  return [options = std::move(options)](Handler handler, const ListenOptions& at) -> std::unique_ptr<Listener> {
    auto own = options;
    own.host = at.host;
    own.port = at.port;
    own.max_body = at.max_body;
    own.max_threads = at.max_threads;
    if (at.wants_body) own.wants_body = at.wants_body;
    if (at.refusal) own.refusal = at.refusal;
    return std::make_unique<HttplibServer>(std::move(handler), std::move(own));
  };
}

}  // namespace oaicompat::inline v1
