// What tests of several gateways beside one redis-server need.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/redis_state.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <stores/redis_server.hpp>
#include <string>
#include <thread>

namespace redis_gateways {

using namespace oaicompat;

/// Whether something comes true within ten seconds.
template <class Is>
bool eventually(Is is) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!is()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return true;
}

/// A server of the case's own; null where there is none, and the case is left out.
inline std::unique_ptr<test::RedisServer> server() {
  return test::RedisServer::shared() ? test::RedisServer::start() : nullptr;
}

inline RedisStateOptions counted_at(const test::RedisServer& server) {
  return {.url = server.url(),
          .nodes = 3,
          .give_back_after = std::chrono::milliseconds{300},
          .slot_time = std::chrono::milliseconds{600},
          .command_timeout = std::chrono::milliseconds{2000},
          .reconnect_delay = std::chrono::milliseconds{20},
          .settle_time = std::chrono::milliseconds{400}};
}

inline bool took(SharedState& state, const Charge& charge) { return !state.reserve({charge}).refused; }

}  // namespace redis_gateways
