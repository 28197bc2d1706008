// Whether a request that a kept connection lost may go out again. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>

#include <chrono>
#include <cstdint>

namespace oaicompat::inline v1::detail {

/// What a client knows of a request whose connection ended before the answer came.
struct LostRequest {
  bool reused = false;        ///< The connection had carried a request before.
  bool heard = false;         ///< Some byte of an answer came, of an interim one too.
  std::uint64_t written = 0;  ///< Bytes of the request that the system took.
  Duration since{};           ///< From the request's first write to the end of the connection.
};

/// A server closes an idle connection at any time; a request that crosses with that close was not read, and goes out
/// again on a fresh connection. It goes out again only while nothing shows that it was read: a byte of an answer, more
/// bytes taken than the buffers of two systems hold, or a connection that stood longer than a close needs to arrive.
/// Else a server that died over a request would get it, and charge for it, twice.
inline bool may_send_again(const LostRequest& lost) {
  constexpr std::chrono::milliseconds close_takes{250};
  constexpr std::uint64_t buffers_hold = 16 << 20;
  return lost.reused && !lost.heard && lost.written <= buffers_hold && lost.since <= close_takes;
}

}  // namespace oaicompat::inline v1::detail
