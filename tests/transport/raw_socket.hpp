// Sockets without a library, for tests: each says just what it means to say.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/transport/posix/socket.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <thread>

namespace oaicompat::test {

using namespace std::chrono_literals;
using SteadyTime = std::chrono::steady_clock::time_point;
inline SteadyTime now() { return std::chrono::steady_clock::now(); }
inline long long ms_since(SteadyTime from) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now() - from).count();
}

/// Waits, for ten seconds at most, until `holds`.
template <class F>
bool eventually(F holds, std::chrono::milliseconds patience = 10s) {
  for (const auto deadline = now() + patience; !holds(); std::this_thread::sleep_for(1ms)) {
    if (now() > deadline) return false;
  }
  return true;
}

/// The least of what `measure` gives in ms, tried until it is small enough, five times at most: the machine may be busy
/// with something else.
template <class F>
long long best_of_five(long long enough, F measure) {
  auto best = measure();
  for (int i = 1; i < 5 && best > enough; ++i) best = std::min<long long>(best, measure());
  return best;
}

struct SocketAnswer {
  int status = 0;
  std::string head, body;
  bool complete = false;  ///< The body came to its end.
  bool has(std::string_view text) const { return head.find(text) != std::string::npos; }
};

/// One end of a TCP connection; every wait is bounded.
class RawSocket {
 public:
  explicit RawSocket(detail::Socket socket) : socket_{std::move(socket)} {}
  static RawSocket connect(int port) {
    detail::Socket socket{::socket(AF_INET, SOCK_STREAM, 0)};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) socket.close();
    if (socket) socket.set_nodelay();
    return RawSocket{std::move(socket)};
  }

  bool is_open() const { return static_cast<bool>(socket_); }
  const detail::Socket& socket() const { return socket_; }
  void close() { socket_.close(); }
  void finish() { socket_.finish(); }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }
  /// Reads more; false at the end, or when nothing comes.
  bool fill(std::chrono::milliseconds patience = 10s) {
    auto entry = detail::poll_entry(socket_, POLLIN);
    if (detail::poll_entries({&entry, 1}, patience) <= 0) return false;
    char piece[65536];
    const auto n = ::recv(socket_.get(), piece, sizeof piece, 0);
    if (n <= 0) {
      ended_ = true;
      return false;
    }
    buffer_.append(piece, static_cast<std::size_t>(n));
    return true;
  }
  /// What came up to and with `end`; empty when it does not come.
  std::string read_until(std::string_view end) {
    std::size_t at;
    while ((at = buffer_.find(end)) == std::string::npos) {
      if (!fill()) return {};
    }
    return take(at + end.size());
  }
  std::string read_exactly(std::size_t n) {
    while (buffer_.size() < n && fill()) {
    }
    return take(std::min(n, buffer_.size()));
  }
  /// All that comes until the peer ends.
  std::string read_all() {
    while (fill()) {
    }
    return take(buffer_.size());
  }
  bool ended() const { return ended_; }

  /// A whole answer, its chunks put together. `method` HEAD expects no body.
  SocketAnswer read_answer(std::string_view method = "GET") {
    SocketAnswer answer;
    answer.head = read_until("\r\n\r\n");
    if (answer.head.size() < 12) return answer;
    answer.status = std::stoi(answer.head.substr(9, 3));
    if (method == "HEAD" || answer.status == 101 || answer.status == 204 || answer.status == 304) {
      answer.complete = true;
    } else if (answer.has("Transfer-Encoding: chunked")) {
      answer.complete = read_chunks(answer.body);
    } else if (const auto at = answer.head.find("Content-Length: "); at != std::string::npos) {
      const auto length = static_cast<std::size_t>(std::stoull(answer.head.substr(at + 16)));
      answer.body = read_exactly(length);
      answer.complete = answer.body.size() == length;
    } else {
      answer.body = read_all();
      answer.complete = ended_;
    }
    return answer;
  }
  /// The next chunk's bytes; empty at the last one.
  std::string read_chunk() {
    const auto line = read_until("\r\n");
    if (line.empty()) return {};
    const auto size = static_cast<std::size_t>(std::stoull(line, nullptr, 16));
    auto data = read_exactly(size);
    whole_chunk_ = data.size() == size && read_exactly(2) == "\r\n";
    return data;
  }

 private:
  bool read_chunks(std::string& body) {
    for (;;) {
      whole_chunk_ = false;
      const auto data = read_chunk();
      if (!whole_chunk_) return false;
      if (data.empty()) return true;
      body += data;
    }
  }
  std::string take(std::size_t n) {
    auto taken = buffer_.substr(0, n);
    buffer_.erase(0, n);
    return taken;
  }
  detail::Socket socket_;
  std::string buffer_;
  bool ended_ = false, whole_chunk_ = false;
};

/// A listening socket on a port of the system's choice.
class RawListener {
 public:
  explicit RawListener(int backlog = 64) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), size);
    ::listen(socket_.get(), backlog);
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  int port() const { return port_; }
  /// The next connection; a closed one when none comes.
  RawSocket accept(std::chrono::milliseconds patience = 10s) {
    auto entry = detail::poll_entry(socket_, POLLIN);
    if (detail::poll_entries({&entry, 1}, patience) <= 0) return RawSocket{detail::Socket{}};
    return RawSocket{detail::Socket{::accept(socket_.get(), nullptr, nullptr)}};
  }
  void close() { socket_.close(); }

 private:
  detail::Socket socket_;
  int port_ = 0;
};

}  // namespace oaicompat::test
