// forward: makes requests to this server requests to an upstream, byte for byte.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <string>

namespace oaicompat::inline v1 {

/// Where requests go on to.
struct ReverseProxyOptions {
  /// What stands before every path at the upstream: the path of its base URL. Default `/v1`.
  std::string base_path = "/v1";
  /// Sent before a request's own query, percent-encoded: `api-version=1`. Default none.
  std::string query = {};
  /// A key to show the upstream in place of whatever the caller shows. Default none: the caller's own goes on, unless
  /// it is one that `api_keys` stops.
  std::string key = {};
  /// Paths are known with this before them, and without it. Default `/v1`.
  std::string prefix = "/v1";
};

/// A layer for who stands between a caller and an upstream: `prefix` in the path gives way to `base_path`, fields that
/// concern a connection are dropped both ways (`remove_hop_by_hop`), and all else passes untouched, as it comes. The
/// transport tells lengths and the host. Where `request_id` has named the request the upstream is told its
/// `x-request-id`, and the caller the upstream's as `x-upstream-request-id`; the access log has both. An answer that
/// fails before its head is an error answer (502 where the upstream cannot be reached); one that fails later stays cut
/// off. A path that leads out of `base_path` by `..` is a 400. WebSockets are not forwarded: who asks for one gets a
/// 426.
///
///     auto proxy = stack({request_id({}), reverse_proxy({.key = key})}, asio_client({.origin =
///     "https://api.example.com"}));
OAICOMPAT_API Layer reverse_proxy(ReverseProxyOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/reverse_proxy.ipp>
#endif
