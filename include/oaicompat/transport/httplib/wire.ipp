// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/release.hpp>
#include <oaicompat/http/http1.hpp>
#include <oaicompat/transport/posix/socket.hpp>

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

/// Buffered reading and whole writing on a non-blocking socket.
class Wire {
 public:
  enum class Got { bytes, closed, timeout };

  explicit Wire(Socket socket) : socket_{std::move(socket)} {}

  const Socket& socket() const { return socket_; }
  /// What has come and was not taken yet.
  std::string_view unread() const { return {buffer_.data() + taken_, filled_ - taken_}; }
  void take(std::size_t n) {
    taken_ += n;
    if (taken_ == filled_) taken_ = filled_ = 0;
  }
  /// Reads what is there, waiting for it until the deadline.
  Got fill(Time deadline) {
    make_room();
    const auto [got, n] = read_into(std::span{buffer_}.subspan(filled_), deadline);
    filled_ += n;
    return got;
  }
  /// Reads what is there, without waiting, by way of `scratch`: the buffer grows no larger than it must.
  Got fill_now(std::span<char> scratch) {
    const auto n = receive(socket_, scratch);
    if (n <= 0) return n == io_again ? Got::timeout : Got::closed;
    const auto size = static_cast<std::size_t>(n);
    if (buffer_.size() - filled_ < size) buffer_.resize(filled_ + size);
    std::copy_n(scratch.data(), size, buffer_.data() + filled_);
    filled_ += size;
    return Got::bytes;
  }
  /// Gives the buffer's memory back while nothing is expected. Precondition: all is taken.
  void rest() { release(buffer_); }
  /// Reads exactly `into`, of which each part may take `stall`, and all of it until the deadline.
  Got read_all(std::span<char> into, Duration stall, Time deadline) {
    const auto ready = std::min(into.size(), unread().size());
    std::copy_n(unread().data(), ready, into.data());
    take(ready);
    for (into = into.subspan(ready); !into.empty();) {
      const auto [got, n] = read_into(into, std::min(now() + stall, deadline));
      if (got != Got::bytes) return got;
      into = into.subspan(n);
    }
    return Got::bytes;
  }
  /// Writes all of it. False when the peer has gone, or took nothing for as long as `stall`.
  bool write(Pieces pieces, Duration stall) {
    for (std::size_t at = 0;;) {
      while (at < pieces.size() && pieces[at].empty()) ++at;
      if (at == pieces.size()) return true;
      auto sent = send_pieces(socket_, pieces);
      if (sent == io_again && !wait(POLLOUT, now() + stall)) return false;
      if (sent == io_failed) return false;
      for (; sent > 0 && at < pieces.size(); ++at) {
        const auto n = std::min<std::size_t>(static_cast<std::size_t>(sent), pieces[at].size());
        pieces[at].remove_prefix(n);
        sent -= static_cast<std::ptrdiff_t>(n);
        if (!pieces[at].empty()) break;
      }
    }
  }
  /// Waits until there is something to read, or an end. True when there is.
  bool wait_readable(Time deadline) const { return wait(POLLIN, deadline); }
  /// Sends no more, and forgets some of what has come: a close would otherwise take the answer back.
  void finish() {
    socket_.finish();
    char waste[4096];
    for (int i = 0; i < 16 && receive(socket_, waste) == static_cast<std::ptrdiff_t>(sizeof waste); ++i) {
    }
  }

 private:
  static constexpr std::size_t piece = 16 << 10;
  struct Read {
    Got got;
    std::size_t n;
  };

  static Time now() { return std::chrono::steady_clock::now(); }
  Read read_into(std::span<char> into, Time deadline) const {
    for (;;) {
      const auto n = receive(socket_, into);
      if (n > 0) return {Got::bytes, static_cast<std::size_t>(n)};
      if (n != io_again) return {Got::closed, 0};
      if (!wait(POLLIN, deadline)) return {Got::timeout, 0};
    }
  }
  // A peer that has hung up takes no more: who waits to write need not wait for it.
  bool wait(short event, Time deadline) const {
    for (;;) {
      auto entry = poll_entry(socket_, static_cast<short>(event | (event == POLLOUT ? hangup_event : 0)));
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now());
      const auto ready = poll_entries({&entry, 1}, std::max(left, std::chrono::milliseconds{0}));
      if (ready > 0) return event == POLLIN || (entry.revents & POLLOUT) != 0;
      if (ready == 0 || !interrupted(socket_error())) return false;
    }
  }
  void make_room() {
    if (buffer_.size() - filled_ >= piece / 2) return;
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(taken_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), buffer_.begin());
    filled_ -= std::exchange(taken_, 0);
    if (buffer_.size() - filled_ < piece / 2) buffer_.resize(std::max(piece, 2 * buffer_.size()));
  }

  Socket socket_;
  std::vector<char> buffer_;
  std::size_t taken_ = 0, filled_ = 0;  // what is unread lies between
};

}  // namespace oaicompat::inline v1::detail
