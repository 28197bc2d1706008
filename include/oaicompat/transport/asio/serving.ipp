// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/transport/asio/line.ipp>
#include <oaicompat/transport/asio/loop.ipp>
#include <oaicompat/transport/asio/request_reader.ipp>
#include <oaicompat/transport/asio/server.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

namespace oaicompat::inline v1::detail {

/// What all connections of a server share. **Threads**: safe to use from many.
struct AsioServing {
  AsioServing(Handler h, AsioServerOptions o)
      : handler{std::move(h)},
        options{std::move(o)},
        limits{.head = options.max_head,
               .body = options.max_body,
               .upload = options.max_upload,
               .spool_over = options.spool_over,
               .directory = options.spool_directory,
               .room = std::make_shared<AsioSpoolRoom>(options.max_spooled),
               .wants_body = options.wants_body} {}

  const Handler handler;
  const AsioServerOptions options;
  const AsioRequestReader::Limits limits;
  std::unique_ptr<asio::ssl::context> tls{};
  std::atomic<bool> draining = false;  ///< No new requests.

  /// The shortest of the timeouts.
  Duration shortest_timeout() const {
    return std::min({options.keep_alive, options.head_timeout, options.body_timeout, options.request_timeout,
                     options.write_timeout});
  }
  std::size_t connections() const { return connections_; }
  void count_in() { ++connections_; }
  void count_out() {
    std::lock_guard lock{mutex_};
    if (--connections_ == 0) none_.notify_all();
  }
  /// Waits until there is no connection; false when the time comes first.
  bool wait_until_none(Time deadline) {
    std::unique_lock lock{mutex_};
    return none_.wait_until(lock, deadline, [&] { return connections_ == 0; });
  }

  /// Whether reading that much would hold up a loop.
  bool is_long(std::size_t bytes) const { return options.pool_threads > 0 && bytes > options.pool_over; }
  /// Runs a task on the pool; false where that has stopped, or too much waits for it.
  bool run_apart(std::function<void()> task) { return pool_.run(std::move(task)); }
  /// Waits for what the pool does, and takes nothing new.
  void stop_pool() { pool_.stop(); }

 private:
  std::atomic<std::size_t> connections_ = 0;
  std::mutex mutex_;
  std::condition_variable none_;
  WorkerPool pool_{{.max_threads = options.pool_threads, .max_queued = options.max_connections}};
};

/// What a connection that was accepted meets: its requests are answered, or it is told that there are too many.
enum class AsioWelcome { served, turned_away };

/// A connection, from accept to close. Apart from the rest, because it is expensive to compile.
std::shared_ptr<LoopObject> make_connection(std::shared_ptr<AsioServing> serving, std::shared_ptr<AsioLoop> loop,
                                            AsioTcp::socket socket, AsioWelcome welcome);

}  // namespace oaicompat::inline v1::detail
