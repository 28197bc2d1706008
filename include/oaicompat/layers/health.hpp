// health: tells a load balancer that the server lives.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <functional>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// How the health layer behaves.
struct HealthOptions {
  /// The paths it answers. Default `/health` and `/v1/health`.
  std::vector<std::string> paths = {"/health", "/v1/health"};
  /// Whether the server takes requests; called from many threads. While it says no, the answer is 503 (`not_ready`)
  /// with Retry-After. Default always.
  std::function<bool()> ready = {};
};

/// A server layer that answers GET and HEAD of its paths with `{"status":"ok"}`.
OAICOMPAT_API Layer health(HealthOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/health.ipp>
#endif
