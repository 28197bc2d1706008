// redis_state: limits and budgets that many gateways count together, over a server that speaks the Redis protocol.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/shared_rules.hpp>
#include <oaicompat/gateway/shared_server.hpp>
#include <oaicompat/gateway/shared_state.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace oaicompat::inline v1 {

/// Which server a gateway's counters are shared over, and how much of them it takes at a time.
struct RedisStateOptions {
  /// As `RedisStoreOptions::url`. Default the port 6379 of this machine, database 0.
  std::string url = "redis://127.0.0.1";
  /// All keys begin with it in braces. Gateways of one prefix and database count together. Default `oaicompat`.
  std::string prefix = "oaicompat";
  /// What a gateway takes of a counter at a time, as a share of its limit: its lease. Default 0.1.
  double lease = 0.1;
  /// How many gateways share the counters. While the server is away each of them goes on with this part. Default 1.
  std::int64_t nodes = 1;
  /// What is done while the server is away and the lease is used up. Default each counts alone.
  AwayRules away{};
  /// A lease that is not used goes back after so long. Default 1 second.
  std::chrono::milliseconds give_back_after = std::chrono::seconds{1};
  /// Slots of a gateway that says nothing any more are free after so long. Default 15 seconds.
  std::chrono::milliseconds slot_time = std::chrono::seconds{15};
  /// How long making a connection may take. Default 1 second.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds{1};
  /// How long an answer may take; after it the server is away. Default 500 milliseconds.
  std::chrono::milliseconds command_timeout{500};
  /// How long to wait before a connection is tried again. Default 200 milliseconds.
  std::chrono::milliseconds reconnect_delay{200};
  /// When the server is there again, how long all gateways have to tell it what they took, until leases are taken
  /// again. Default 1 second; more than `reconnect_delay`.
  std::chrono::milliseconds settle_time = std::chrono::seconds{1};
  /// Tells a day and a month; a minute is told by the server. Default the machine's clock.
  ClockPtr clock = real_clock();
  /// Told once when the server is away, with the reason, and once when it is back. It must not block. **Threads**: one
  /// of its own. Default nobody.
  std::function<void(const SharedServer&)> on_change{};
};

/// Counters that gateways share. Each takes leases of them in the background, on a thread of its own, and counts down
/// what it has; no call waits for the server. Part of `oaicompat::redis`.
///
/// What is leased is taken from the server in one step, so leases alone never come to more than the limit. Until its
/// first lease is there, and while the next one is under way, a gateway may owe: at most one lease, or one request that
/// is larger. So all gateways together exceed a limit by at most their number times the larger of the two. What is owed
/// is taken of the counter with the next lease.
///
/// A gateway that is killed takes its lease of a day or month with it. A server that lost its memory, or all its
/// keys, is told again what each gateway knows. While it is away, gateways use up their leases and then do as
/// `AwayRules` says. **Errors**: for a URL or prefix that is none `invalid_argument`. A server that cannot be reached
/// is no error.
OAICOMPAT_API Result<SharedStatePtr> redis_state(RedisStateOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/redis_state.ipp>
#endif
