// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/transport/posix/socket.hpp>

#if !defined(_WIN32)
#include <netdb.h>
#endif

#include <algorithm>
#include <functional>
#include <memory>
#include <system_error>

namespace oaicompat::inline v1::detail {

/// Where to connect to, and how patiently.
struct Destination {
  const std::string& host;
  int port;
  Time deadline;
  const std::function<bool()>& cancelled;
};

inline Error cannot_connect(const Destination& to, const std::string& why) {
  return local_error(ErrorKind::connection,
                     "Cannot connect to " + to.host + " port " + std::to_string(to.port) + ": " + why + ".");
}
inline Error connect_cancelled() { return local_error(ErrorKind::cancelled, "The request was cancelled."); }

// Waits, in short steps, until a connection stands or has failed; 0 or the system's error, -1 when time or patience ran
// out.
inline int await_connection(const Socket& socket, const Destination& to, Time deadline) {
  constexpr std::chrono::milliseconds step{20};
  while (!to.cancelled()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return -1;
    auto entry = poll_entry(socket, POLLOUT);
    if (poll_entries({&entry, 1}, std::min(left, step)) <= 0) continue;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&error), &size);
    return error;
  }
  return -1;
}

inline Result<Socket> connect_one(const addrinfo& address, const Destination& to, Time deadline) {
  Socket socket{::socket(address.ai_family, address.ai_socktype, address.ai_protocol)};
  if (!socket) return cannot_connect(to, std::system_category().message(socket_error()));
  socket.set_blocking(false);
  int error = 0;
  if (::connect(socket.get(), address.ai_addr, static_cast<socklen_t>(address.ai_addrlen)) != 0) {
    error = socket_error();
    if (connecting(error)) error = await_connection(socket, to, deadline);
  }
  if (to.cancelled()) return connect_cancelled();
  if (error == -1)
    return local_error(ErrorKind::timeout, "Connecting to " + to.host + " took too long.", "connect_timeout");
  if (error != 0) return cannot_connect(to, std::system_category().message(error));
  return socket;
}

/// Connects to the first of the host's addresses that takes it; time is shared out among those left.
inline Result<Socket> connect_to(const Destination& to) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(to.host.c_str(), std::to_string(to.port).c_str(), &hints, &found);
  if (code != 0) return cannot_connect(to, ::gai_strerror(code));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses{found, ::freeaddrinfo};
  auto left = 0;
  for (auto* at = found; at; at = at->ai_next) ++left;
  Result<Socket> last = cannot_connect(to, "it has no address");
  for (auto* at = found; at; at = at->ai_next, --left) {
    if (to.cancelled()) return connect_cancelled();
    const auto now = std::chrono::steady_clock::now();
    last = connect_one(*at, to, now + (to.deadline - now) / left);
    if (last) break;
  }
  return last;
}

}  // namespace oaicompat::inline v1::detail
