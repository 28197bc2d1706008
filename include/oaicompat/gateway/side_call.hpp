// call_aside: asks a target for the gateway's own sake. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/evaluation_report.hpp>
#include <oaicompat/gateway/gateway_state.hpp>
#include <oaicompat/gateway/recorded_exchange.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>

namespace oaicompat::inline v1::detail {

/// What is asked, of whom, and what it may take.
struct SideCall {
  GatewaySnapshotPtr snapshot{};
  std::uint32_t target = 0;
  RecordedRequest request{};
  std::chrono::milliseconds timeout{0};
  std::size_t max_answer = 0;   ///< In bytes.
  std::string budget{};         ///< The name of its counter.
  std::int64_t day_budget = 0;  ///< In nano-dollars; 0 is no limit.
  SharedStatePtr shared{};
  ClockPtr clock{};
};

/// What came of it. The answer is one JSON object where it was given.
struct SideAnswer {
  EvaluationOutcome outcome = EvaluationOutcome::failed;
  RequestReport report{};
  Bytes answer{};
};

/// Waits for the answer. Nobody's limits, no target's health, no cache and no affinity hears of it; the target is asked
/// once. **Threads**: one that may wait.
OAICOMPAT_API SideAnswer call_aside(SideCall call, const std::stop_token& stop);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/side_call.ipp>
#endif
