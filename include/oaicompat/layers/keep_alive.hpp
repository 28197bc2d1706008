// keep_alive: comments in an event stream while its next event is slow to come.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <chrono>

namespace oaicompat::inline v1 {

/// How the keep-alive layer behaves.
struct KeepAliveOptions {
  /// How long an event stream may be silent before a comment is sent. Zero switches the layer off. Default 15 s.
  std::chrono::milliseconds interval = std::chrono::seconds{15};
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

/// A server layer that keeps proxies and clients from dropping a silent event stream: between two events it sends the
/// comment `:` and a blank line. Nothing is sent before the head, inside an event, in other answers or in encoded ones.
///
/// A blank line after a comment makes the official Python client give an empty event once the stream has carried an
/// `id`; from there on the comment goes without it.
OAICOMPAT_API Layer keep_alive(KeepAliveOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/keep_alive.ipp>
#endif
