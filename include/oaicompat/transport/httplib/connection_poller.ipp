// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/transport/httplib/connection.ipp>

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <thread>
#include <unordered_set>
#include <vector>

namespace oaicompat::inline v1::detail {

using ConnectionPtr = std::shared_ptr<Connection>;

/// The thread that accepts connections, has them until the head of a request is there, notices which peers of running
/// requests have gone, and reads on for a while where a peer still sends what nobody wants.
class ConnectionPoller {
 public:
  /// `dispatch` finds a worker for a connection whose head is there; false when there is none.
  ConnectionPoller(ServerShared& shared, Socket listener, std::function<bool(ConnectionPtr)> dispatch)
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
      if (listening_ && entries_[1].revents != 0) accept_some();
      look();
    }
  }
  void finish() {
    finished_ = true;
    bell_.ring();
  }
  /// Stops accepting, closes what is idle and lingers less.
  void drain() { bell_.ring(); }
  /// Lingers no longer.
  void hurry() {
    hurried_ = true;
    bell_.ring();
  }

  /// Takes a connection back from a worker.
  void take_back(const ConnectionPtr& connection, Connection::After how) {
    if (how == Connection::After::close) return drop(connection);
    const bool waits = how == Connection::After::wait;
    enter(*connection, waits ? Connection::Phase::waiting : Connection::Phase::lingering);
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
  using Phase = Connection::Phase;
  using Incoming = Connection::Incoming;
  // How often the peers of running requests are looked at; a disconnect is noticed within about this.
  static constexpr std::chrono::milliseconds interval{25};
  static constexpr std::chrono::milliseconds pause{50};  // before accepting again when there were no descriptors
  static constexpr int accepted_at_once = 64;            // what is known is looked at in between

  // A connection as it was when it was listed.
  struct Polled {
    ConnectionPtr connection;
    Phase phase;
    Time since, until;
  };

  static Time now() { return std::chrono::steady_clock::now(); }
  const HttplibServerOptions& options() const { return shared_.options; }

  // Begins to wait for a request, for the rest of its head, or for the peer to close.
  void enter(Connection& connection, Phase phase) {
    const bool lingers = phase == Phase::lingering;
    const auto patience = lingers                 ? std::min(options().linger, most_of_linger())
                          : connection.held() > 0 ? options().read_timeout
                                                  : options().keep_alive;
    std::lock_guard lock{mutex_};
    connection.since = now();
    connection.until = connection.since + patience;
    connection.phase = phase;
  }
  std::chrono::milliseconds most_of_linger() const {
    constexpr std::chrono::milliseconds while_stopping{500};
    return shared_.draining ? std::min(options().max_linger, while_stopping) : options().max_linger;
  }
  void set_phase(Connection& connection, Phase phase) {
    std::lock_guard lock{mutex_};
    connection.phase = phase;
  }

  // Lists what to poll: the bell, the listener, then each connection that is not just being read or written.
  void gather() {
    listening_ = listener_ && !shared_.draining && now() >= accept_after_;
    if (shared_.draining) listener_.close();
    entries_.assign(1, poll_entry(bell_.socket(), POLLIN));
    if (listening_) entries_.push_back(poll_entry(listener_, POLLIN));
    list_connections();
    make_room();
    for (const auto& [connection, phase, since, until] : polled_) {
      entries_.push_back(poll_entry(connection->socket(), phase == Phase::served ? hangup_event : POLLIN));
    }
  }
  void list_connections() {
    polled_.clear();
    busy_ = false;
    earliest_ = Time::max();
    waiting_ = held_ = 0;
    std::lock_guard lock{mutex_};
    for (const auto& connection : connections_) {
      const auto phase = connection->phase;
      if (phase == Phase::lingering) {
        connection->until = std::min(connection->until, connection->since + most_of_linger());
      }
      busy_ = busy_ || phase == Phase::served;
      if (phase != Phase::served) earliest_ = std::min(earliest_, connection->until);
      if (phase == Phase::served && !connection->is_watched()) continue;
      if (phase == Phase::waiting) {
        ++waiting_;
        held_ += connection->held();
      }
      polled_.push_back({connection, phase, connection->since, connection->until});
    }
  }
  // Closes those that have waited longest, while there are too many of them or they hold too much.
  void make_room() {
    if (waiting_ <= options().max_waiting && held_ <= options().max_waiting_bytes) return;
    std::sort(polled_.begin(), polled_.end(), [](const Polled& a, const Polled& b) { return a.since < b.since; });
    std::erase_if(polled_, [&](const Polled& polled) {
      const bool too_much = waiting_ > options().max_waiting || held_ > options().max_waiting_bytes;
      if (!too_much || polled.phase != Phase::waiting) return false;
      --waiting_;
      held_ -= polled.connection->held();
      drop(polled.connection);
      return true;
    });
  }
  std::chrono::milliseconds next_look() const {
    if ((shared_.draining && waiting_ > 0) || (hurried_ && earliest_ != Time::max())) return {};
    if (busy_) return interval;
    if (listener_ && !listening_ && !shared_.draining) return pause;
    if (earliest_ == Time::max()) return std::chrono::milliseconds{-1};
    return std::max(std::chrono::milliseconds{0}, std::chrono::ceil<std::chrono::milliseconds>(earliest_ - now()));
  }

  // Goes through what was polled.
  void look() {
    const auto first = entries_.size() - polled_.size();
    for (std::size_t i = 0; i < polled_.size(); ++i) {
      const auto& polled = polled_[i];
      const auto events = entries_[first + i].revents;
      switch (polled.phase) {
        case Phase::served:
          if (has_gone(*polled.connection, events)) polled.connection->hang_up();
          break;
        case Phase::waiting: look_at_waiting(polled, events); break;
        case Phase::lingering: look_at_lingering(polled, events); break;
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
  void look_at_waiting(const Polled& polled, short events) {
    if (events == 0 && !shared_.draining && now() < polled.until) return;
    const auto& connection = polled.connection;
    const bool had_some = connection->held() > 0;
    const auto incoming = connection->read_ahead(scratch_);
    if (incoming == Incoming::whole) return hand_over(connection);
    if (incoming == Incoming::gone || shared_.draining) return drop(connection);
    if (now() >= polled.until) {
      if (incoming == Incoming::nothing) return drop(connection);
      return turn_away(connection, api_error(408, "The request took too long to come."));
    }
    if (incoming == Incoming::part && !had_some) enter(*connection, Phase::waiting);
  }
  void look_at_lingering(const Polled& polled, short events) {
    if (hurried_ || now() >= polled.until) return drop(polled.connection);
    if (events == 0) return;
    if (!polled.connection->linger_on(scratch_)) return drop(polled.connection);
    std::lock_guard lock{mutex_};
    polled.connection->until = now() + options().linger;  // until it is silent, as far as `gather` lets it
  }
  void hand_over(const ConnectionPtr& connection) {
    set_phase(*connection, Phase::served);
    if (!dispatch_(connection)) turn_away(connection, server_is_busy());
  }
  void turn_away(const ConnectionPtr& connection, const Error& error) {
    connection->refuse_now(error);
    enter(*connection, Phase::lingering);
  }

  void accept_some() {
    for (int i = 0; i < accepted_at_once; ++i) {
      sockaddr_storage address{};
      socklen_t size = sizeof address;
      Socket socket{::accept(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size)};
      if (!socket) return accept_failed(socket_error());
      socket.set_blocking(false);
      socket.set_nodelay();
      auto connection = std::make_shared<Connection>(shared_, std::move(socket), peer_name(address));
      enter(*connection, Phase::waiting);
      {
        std::lock_guard lock{mutex_};
        connections_.insert(connection);
      }
      look_at_waiting({connection, Phase::waiting, connection->since, connection->until}, POLLIN);
    }
  }
  // Without descriptors the connection that has waited longest makes room, unless it has only just come.
  void accept_failed(int error) {
    if (!exhausted(error)) return;
    const Polled* oldest = nullptr;
    for (const auto& polled : polled_) {
      if (polled.phase != Phase::served && (!oldest || polled.since < oldest->since)) oldest = &polled;
    }
    accept_after_ = now() + pause;
    if (!oldest || oldest->since + 2 * pause > now()) return;
    drop(oldest->connection);
    accept_after_ = now();
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
  std::function<bool(ConnectionPtr)> dispatch_;
  WakePipe bell_;
  std::atomic<bool> finished_ = false, hurried_ = false;
  bool listening_ = false, busy_ = false;
  Time earliest_{}, accept_after_{};
  std::size_t waiting_ = 0, held_ = 0;
  std::vector<PollEntry> entries_;
  std::vector<Polled> polled_;
  std::vector<char> scratch_ = std::vector<char>(64 << 10);

  mutable std::mutex mutex_;
  mutable std::condition_variable none_;
  std::unordered_set<ConnectionPtr> connections_;
};

}  // namespace oaicompat::inline v1::detail
