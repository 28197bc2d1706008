// What rules say of what several gateways share.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <cstdint>
#include <string>

namespace oaicompat::inline v1 {

/// What becomes of a limit while the server that counts it is away.
enum class AwayPolicy : std::uint8_t {
  local,   ///< Each gateway goes on alone, with its part of what was left.
  refuse,  ///< Requests that need more than the gateway has are refused.
};

/// The same for each kind of limit.
struct AwayRules {
  AwayPolicy rates = AwayPolicy::local;       ///< Requests and tokens a minute. Default `local`.
  AwayPolicy concurrent = AwayPolicy::local;  ///< Requests at once. Default `local`.
  AwayPolicy budgets = AwayPolicy::local;     ///< Of days and months. Default `local`.
};

/// Where several gateways count and keep answers together; an embedder makes a `redis_state` and a `redis_cache` of it.
struct SharedRules {
  /// `redis://...`, or `env:NAME` or `file:PATH` where it holds a password. Default none: each gateway is alone.
  std::string redis{};
  std::string prefix = "oaicompat";  ///< Of all keys. Default `oaicompat`.
  std::int64_t nodes = 1;            ///< How many gateways there are. Default 1.
  double lease = 0.1;                ///< What one takes of a counter at a time, as a share of its limit. Default 0.1.
  bool cache = true;                 ///< Answers are kept there, not in memory. Default yes.
  AwayRules away{};
};

}  // namespace oaicompat::inline v1
