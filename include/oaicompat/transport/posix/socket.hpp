// Sockets: the few platform calls that the transports need. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#if defined(_WIN32)
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

#if defined(_WIN32)
using NativeSocket = SOCKET;
using PollEntry = WSAPOLLFD;
inline constexpr NativeSocket no_socket = INVALID_SOCKET;
inline int socket_error() { return WSAGetLastError(); }
inline bool would_block(int error) { return error == WSAEWOULDBLOCK; }
inline bool interrupted(int) { return false; }
inline bool connecting(int error) { return error == WSAEWOULDBLOCK; }
// Whether accept() failed for want of something, rather than of a client.
inline bool exhausted(int error) { return error == WSAEMFILE || error == WSAENOBUFS; }
#else
using NativeSocket = int;
using PollEntry = pollfd;
inline constexpr NativeSocket no_socket = -1;
inline int socket_error() { return errno; }
inline bool would_block(int error) { return error == EAGAIN || error == EWOULDBLOCK; }
inline bool interrupted(int error) { return error == EINTR; }
inline bool connecting(int error) { return error == EINPROGRESS; }
inline bool exhausted(int error) { return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM; }
#endif

// The event that says that the peer sends no more; where there is none a peek has to find out.
#if defined(POLLRDHUP)
inline constexpr short hangup_event = POLLRDHUP;
#else
inline constexpr short hangup_event = 0;
#endif

/// Owns a socket.
class Socket {
 public:
  explicit Socket(NativeSocket native = no_socket) : native_{native} {}
  Socket(Socket&& other) noexcept : native_{other.release()} {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(native_, other.native_);
    return *this;
  }
  ~Socket() { close(); }

  NativeSocket get() const { return native_; }
  explicit operator bool() const { return native_ != no_socket; }
  NativeSocket release() { return std::exchange(native_, no_socket); }
  void close() {
    if (native_ == no_socket) return;
#if defined(_WIN32)
    ::closesocket(release());
#else
    ::close(release());
#endif
  }
  /// Ends both directions: whoever waits on the socket wakes, on any thread.
  void shut() const {
#if defined(_WIN32)
    ::shutdown(native_, SD_BOTH);
#else
    ::shutdown(native_, SHUT_RDWR);
#endif
  }
  /// Ends the sending direction.
  void finish() const {
#if defined(_WIN32)
    ::shutdown(native_, SD_SEND);
#else
    ::shutdown(native_, SHUT_WR);
#endif
  }
  void set_blocking(bool blocking) const {
#if defined(_WIN32)
    u_long mode = blocking ? 0 : 1;
    ::ioctlsocket(native_, FIONBIO, &mode);
#else
    const int flags = ::fcntl(native_, F_GETFL);
    ::fcntl(native_, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
    ::fcntl(native_, F_SETFD, FD_CLOEXEC);
#endif
  }
  void set_nodelay() const { set(IPPROTO_TCP, TCP_NODELAY, 1); }
  void set(int level, int name, int value) const {
    ::setsockopt(native_, level, name, reinterpret_cast<const char*>(&value), sizeof value);
  }
  /// How long a blocking read and a blocking write may take.
  void set_timeouts(std::chrono::milliseconds read, std::chrono::milliseconds write) const {
#if defined(_WIN32)
    set(SOL_SOCKET, SO_RCVTIMEO, static_cast<int>(read.count()));
    set(SOL_SOCKET, SO_SNDTIMEO, static_cast<int>(write.count()));
#else
    for (auto [name, timeout] : {std::pair{SO_RCVTIMEO, read}, std::pair{SO_SNDTIMEO, write}}) {
      timeval value{};
      value.tv_sec = static_cast<time_t>(timeout.count() / 1000);
      value.tv_usec = static_cast<suseconds_t>(timeout.count() % 1000 * 1000);
      ::setsockopt(native_, SOL_SOCKET, name, &value, sizeof value);
    }
#endif
  }
  /// Another handle on the same socket.
  Socket duplicate() const {
#if defined(_WIN32)
    WSAPROTOCOL_INFOW info{};
    if (::WSADuplicateSocketW(native_, ::GetCurrentProcessId(), &info) != 0) return Socket{};
    return Socket{::WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &info, 0, 0)};
#else
    return Socket{::fcntl(native_, F_DUPFD_CLOEXEC, 0)};
#endif
  }

 private:
  NativeSocket native_;
};

/// What reading or writing gave: a number of bytes, or one of these.
enum : std::ptrdiff_t { io_closed = 0, io_again = -1, io_failed = -2 };

inline std::ptrdiff_t io_result(std::ptrdiff_t n) {
  if (n >= 0) return n;
  return would_block(socket_error()) ? io_again : io_failed;
}

inline std::ptrdiff_t receive(const Socket& socket, std::span<char> into, int flags = 0) {
#if defined(_WIN32)
  return io_result(::recv(socket.get(), into.data(), static_cast<int>(into.size()), flags));
#else
  std::ptrdiff_t n;
  do n = ::recv(socket.get(), into.data(), into.size(), flags);
  while (n < 0 && interrupted(socket_error()));
  return io_result(n);
#endif
}

using Pieces = std::array<std::string_view, 4>;

/// Sends the pieces, or a part of them, in one call. Raises no signal when the peer has gone.
inline std::ptrdiff_t send_pieces(const Socket& socket, const Pieces& pieces) {
#if defined(_WIN32)
  std::array<WSABUF, 4> buffers{};
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    buffers[i] = {static_cast<ULONG>(pieces[i].size()), const_cast<char*>(pieces[i].data())};
  }
  DWORD sent = 0;
  if (::WSASend(socket.get(), buffers.data(), 4, &sent, 0, nullptr, nullptr) == 0)
    return static_cast<std::ptrdiff_t>(sent);
  return io_result(-1);
#else
#if defined(MSG_NOSIGNAL)
  constexpr int flags = MSG_NOSIGNAL;
#else
  constexpr int flags = 0;
#endif
  std::array<iovec, 4> buffers{};
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    buffers[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
  }
  msghdr message{};
  message.msg_iov = buffers.data();
  message.msg_iovlen = buffers.size();
  std::ptrdiff_t n;
  do n = ::sendmsg(socket.get(), &message, flags);
  while (n < 0 && interrupted(socket_error()));
  return io_result(n);
#endif
}

/// Waits for any of the entries; how many are ready. A negative timeout waits for ever.
inline int poll_entries(std::span<PollEntry> entries, std::chrono::milliseconds timeout) {
  constexpr std::chrono::milliseconds longest{std::numeric_limits<int>::max()};
  const auto ms = static_cast<int>(timeout.count() < 0 ? -1 : std::min(timeout, longest).count());
#if defined(_WIN32)
  return ::WSAPoll(entries.data(), static_cast<ULONG>(entries.size()), ms);
#else
  return ::poll(entries.data(), static_cast<nfds_t>(entries.size()), ms);
#endif
}

inline PollEntry poll_entry(const Socket& socket, short events) {
  PollEntry entry{};
  entry.fd = socket.get();
  entry.events = events;
  return entry;
}

#if defined(_WIN32)
/// Wakes a poll from another thread: a datagram socket that sends to itself.
class WakePipe {
 public:
  WakePipe() : socket_{::socket(AF_INET, SOCK_DGRAM, 0)} {
    sockaddr_in own{};
    own.sin_family = AF_INET;
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int size = sizeof own;
    ::bind(socket_.get(), reinterpret_cast<sockaddr*>(&own), size);
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&own), &size);
    ::connect(socket_.get(), reinterpret_cast<sockaddr*>(&own), size);
    socket_.set_blocking(false);
  }
  void ring() const { ::send(socket_.get(), "!", 1, 0); }
  void hush() const {
    char waste[64];
    while (receive(socket_, waste) > 0) {
    }
  }
  const Socket& socket() const { return socket_; }

 private:
  Socket socket_;
};
#else
/// Wakes a poll from another thread: a pipe.
class WakePipe {
 public:
  WakePipe() {
    int ends[2];
    if (::pipe(ends) != 0) return;
    read_ = Socket{ends[0]};
    write_ = Socket{ends[1]};
    read_.set_blocking(false);
    write_.set_blocking(false);
  }
  void ring() const { [[maybe_unused]] const auto n = ::write(write_.get(), "!", 1); }
  void hush() const {
    char waste[64];
    while (::read(read_.get(), waste, sizeof waste) > 0) {
    }
  }
  const Socket& socket() const { return read_; }

 private:
  Socket read_, write_;
};
#endif

/// While it stands, a write to a connection that the peer has closed fails on this thread instead of ending the
/// process.
class IgnoreSigpipe {
 public:
#if defined(_WIN32)
  IgnoreSigpipe() {}
#else
  IgnoreSigpipe() {
    ::sigemptyset(&broken_pipe_);
    ::sigaddset(&broken_pipe_, SIGPIPE);
    was_pending_ = pending();
    ::pthread_sigmask(SIG_BLOCK, &broken_pipe_, &before_);
  }
  ~IgnoreSigpipe() {
    int taken;
    if (!was_pending_ && pending()) ::sigwait(&broken_pipe_, &taken);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  static bool pending() {
    sigset_t set;
    return ::sigpending(&set) == 0 && ::sigismember(&set, SIGPIPE) == 1;
  }
  sigset_t broken_pipe_, before_;
  bool was_pending_;
#endif

 public:
  IgnoreSigpipe(const IgnoreSigpipe&) = delete;
  IgnoreSigpipe& operator=(const IgnoreSigpipe&) = delete;
};

}  // namespace oaicompat::inline v1::detail
