// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/impl/httplib_connection.ipp>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <thread>
#include <unordered_set>
#include <vector>

namespace oaicompat::inline v1::detail {

using ConnectionPtr = std::shared_ptr<Connection>;

/// The thread that accepts connections, keeps the idle ones, and notices which peers of running requests have gone.
class Lookout {
 public:
  Lookout(ServerShared& shared, Socket listener, std::function<void(ConnectionPtr)> dispatch)
      : shared_{shared}, listener_{std::move(listener)}, dispatch_{std::move(dispatch)} {}

  /// Whether it can be woken, without which it must not run.
  bool is_ready() const { return static_cast<bool>(bell_.socket()); }
  /// Runs until `finish`.
  void run() {
    while (!finished_) {
      gather();
      const auto timeout = next_look();
      if (poll_entries(entries_, timeout) < 0) std::this_thread::sleep_for(std::chrono::milliseconds{1});
      if (entries_[0].revents != 0) bell_.hush();
      if (listening_ && entries_[1].revents != 0) accept_all();
      look();
    }
  }
  void finish() {
    finished_ = true;
    bell_.ring();
  }
  /// Stops accepting and closes what is idle.
  void drain() { bell_.ring(); }

  /// Keeps a connection until its next request comes.
  void park(const ConnectionPtr& connection) {
    {
      std::lock_guard lock{mutex_};
      connection->parked_until = std::chrono::steady_clock::now() + shared_.options.keep_alive;
      connection->parked = true;
    }
    bell_.ring();
  }
  /// Lets go of a connection.
  void drop(const ConnectionPtr& connection) {
    connection->close();
    std::lock_guard lock{mutex_};
    connections_.erase(connection);
    if (connections_.empty()) none_.notify_all();
  }

  std::vector<ConnectionPtr> connections() const {
    std::lock_guard lock{mutex_};
    return {connections_.begin(), connections_.end()};
  }
  /// Waits until there is no connection; false when the time comes first.
  bool wait_until_none(Time deadline) const {
    std::unique_lock lock{mutex_};
    return none_.wait_until(lock, deadline, [&] { return connections_.empty(); });
  }

 private:
  // How often the peers of running requests are looked at; a disconnect is noticed within about this.
  static constexpr std::chrono::milliseconds interval{25};
  static constexpr std::chrono::milliseconds pause{50};  // before accepting again when there were no descriptors

  // A connection as it was when it was listed.
  struct Polled {
    ConnectionPtr connection;
    bool parked;
    Time until;
  };

  static Time now() { return std::chrono::steady_clock::now(); }

  // Lists what to poll: the bell, the listener, then each parked or watched connection.
  void gather() {
    listening_ = listener_ && !shared_.draining && now() >= accept_after_;
    if (shared_.draining) listener_.close();
    entries_.assign(1, poll_entry(bell_.socket(), POLLIN));
    if (listening_) entries_.push_back(poll_entry(listener_, POLLIN));
    polled_.clear();
    busy_ = false;
    earliest_ = Time::max();
    std::lock_guard lock{mutex_};
    for (const auto& connection : connections_) {
      if (connection->parked) earliest_ = std::min(earliest_, connection->parked_until);
      busy_ = busy_ || !connection->parked;
      if (!connection->parked && !connection->is_watched()) continue;
      entries_.push_back(poll_entry(connection->socket(), connection->parked ? POLLIN : hangup_event));
      polled_.push_back({connection, connection->parked, connection->parked_until});
    }
  }
  std::chrono::milliseconds next_look() const {
    if (shared_.draining && earliest_ != Time::max()) return std::chrono::milliseconds{0};
    if (busy_) return interval;
    if (listener_ && !listening_ && !shared_.draining) return pause;
    if (earliest_ == Time::max()) return std::chrono::milliseconds{-1};
    return std::max(std::chrono::milliseconds{0}, std::chrono::ceil<std::chrono::milliseconds>(earliest_ - now()));
  }

  // Goes through what was polled: wakes, ends or hangs up.
  void look() {
    const auto first = entries_.size() - polled_.size();
    for (std::size_t i = 0; i < polled_.size(); ++i) {
      const auto& [connection, parked, until] = polled_[i];
      const auto events = entries_[first + i].revents;
      if (!parked) {
        if (has_gone(*connection, events)) connection->hang_up();
      } else if (shared_.draining || (events == 0 && now() >= until)) {
        drop(connection);
      } else if (events != 0) {
        unpark(connection);
      }
    }
    polled_.clear();
  }
  static bool has_gone(const Connection& connection, short events) {
    if (events & (POLLERR | POLLHUP | POLLNVAL | hangup_event)) return true;
    if constexpr (hangup_event != 0) return false;
    char byte;
    return receive(connection.socket(), {&byte, 1}, MSG_PEEK) == io_closed;
  }
  void unpark(const ConnectionPtr& connection) {
    {
      std::lock_guard lock{mutex_};
      connection->parked = false;
    }
    dispatch_(connection);
  }

  void accept_all() {
    for (;;) {
      sockaddr_storage address{};
      socklen_t size = sizeof address;
      Socket socket{::accept(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size)};
      if (!socket) return accept_failed(socket_error());
      socket.set_blocking(false);
      socket.set_nodelay();
      auto connection = std::make_shared<Connection>(shared_, std::move(socket), peer_name(address));
      {
        std::lock_guard lock{mutex_};
        connections_.insert(connection);
      }
      dispatch_(connection);
    }
  }
  // Without descriptors the oldest idle connection makes room, and accepting goes on a moment later.
  void accept_failed(int error) {
    if (!exhausted(error)) return;
    accept_after_ = now() + pause;
    const Polled* oldest = nullptr;
    for (const auto& polled : polled_) {
      if (polled.parked && (!oldest || polled.until < oldest->until)) oldest = &polled;
    }
    if (oldest) drop(oldest->connection);
    polled_.clear();
  }
  static std::string peer_name(const sockaddr_storage& address) {
    char text[INET6_ADDRSTRLEN] = "";
    if (address.ss_family == AF_INET6) {
      const auto& in6 = reinterpret_cast<const sockaddr_in6&>(address);
      ::inet_ntop(AF_INET6, &in6.sin6_addr, text, sizeof text);
      return fmt::format("[{}]:{}", text, ntohs(in6.sin6_port));
    }
    const auto& in = reinterpret_cast<const sockaddr_in&>(address);
    ::inet_ntop(AF_INET, &in.sin_addr, text, sizeof text);
    return fmt::format("{}:{}", text, ntohs(in.sin_port));
  }

  ServerShared& shared_;
  Socket listener_;
  std::function<void(ConnectionPtr)> dispatch_;
  Bell bell_;
  std::atomic<bool> finished_ = false;
  bool listening_ = false, busy_ = false;
  Time earliest_{}, accept_after_{};
  std::vector<PollEntry> entries_;
  std::vector<Polled> polled_;

  mutable std::mutex mutex_;
  mutable std::condition_variable none_;
  std::unordered_set<ConnectionPtr> connections_;
};

}  // namespace oaicompat::inline v1::detail
