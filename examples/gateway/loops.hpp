// Loops: event loops that share a port, each on a thread of its own.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/transport/asio/client.hpp>
#include <oaicompat/transport/asio/mount.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace gateway_program {

/// A request is answered on the loop that its connection came to, and its targets are asked there: no loop waits for
/// another one.
class Loops {
 public:
  /// With 0 as many as the machine has processors.
  explicit Loops(std::size_t count) {
    if (count == 0) count = std::max(1u, std::thread::hardware_concurrency());
    for (std::size_t i = 0; i < count; ++i) loops_.push_back(std::make_unique<boost::asio::io_context>(1));
  }
  ~Loops() { stop(); }
  Loops(const Loops&) = delete;
  Loops& operator=(const Loops&) = delete;

  std::size_t count() const { return loops_.size(); }
  /// The loop of the thread that calls `run`.
  boost::asio::io_context& first() { return *loops_.front(); }

  /// The transport to a target's origin, on whichever loop asks.
  oaicompat::Handler connect(const oaicompat::Target& target) {
    std::vector<oaicompat::Handler> clients;
    for (const auto& loop : loops_) {
      clients.push_back(
          oaicompat::asio_client(*loop, {.origin = target.base_url, .connect_timeout = target.connect_timeout}));
    }
    return [clients = std::move(clients)](oaicompat::Request request) { return clients[here()](std::move(request)); };
  }
  /// Listens on each loop; gives the port. Before `run`.
  oaicompat::Result<int> serve(const oaicompat::Handler& handler, oaicompat::AsioServerOptions options) {
    options.share_port = loops_.size() > 1;
    for (const auto& loop : loops_) {
      mounts_.push_back(std::make_unique<oaicompat::AsioMount>(*loop, handler, options));
      const auto port = mounts_.back()->start();
      if (!port) return port.error();
      options.port = *port;
    }
    return options.port;
  }
  /// Takes nothing new; connections end once what runs on them has.
  void drain() {
    for (std::size_t i = 0; i < mounts_.size(); ++i) {
      boost::asio::post(*loops_[i], [mount = mounts_[i].get()] { mount->drain(); });
    }
  }
  std::size_t connections() const {
    std::size_t sum = 0;
    for (const auto& mount : mounts_) sum += mount->connections();
    return sum;
  }
  /// Until `stop`.
  void run() {
    for (std::size_t i = 1; i < loops_.size(); ++i) {
      threads_.emplace_back([this, i] {
        here() = i;
        loops_[i]->run();
      });
    }
    loops_.front()->run();
    stop();
  }
  /// From the first loop's thread.
  void stop() {
    for (const auto& loop : loops_) loop->stop();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  // Which loop runs on this thread; the first on threads of pools.
  static std::size_t& here() {
    thread_local std::size_t place = 0;
    return place;
  }

  std::vector<std::unique_ptr<boost::asio::io_context>> loops_;
  std::vector<std::unique_ptr<oaicompat::AsioMount>> mounts_;
  std::vector<std::thread> threads_;
};

}  // namespace gateway_program
