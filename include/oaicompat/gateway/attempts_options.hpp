// AttemptsOptions: how attempts at targets are made.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/failure.hpp>
#include <oaicompat/gateway/health.hpp>
#include <oaicompat/gateway/hedges.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace oaicompat::inline v1 {

/// Whether a stream's usage, which the gateway asked for, passes to the caller.
enum class StreamUsage : std::uint8_t {
  passes,  ///< The caller asked for it.
  hidden,  ///< It is taken out of the stream.
};

/// How attempts are made.
struct AttemptsOptions {
  /// Asks a target: a transport, with what the target needs around it. Called with a copy of the request.
  std::function<Answer(std::uint32_t target, Request request)> ask{};
  /// Told what each attempt says of its target; must outlive the answers. Default nobody.
  std::shared_ptr<HealthBoard> health{};
  /// Told of each attempt once it is over. **Threads**: called by whoever pulls. Default nobody.
  std::function<void(const AttemptReport&)> on_attempt{};
  /// The request's prompt, about, in tokens: for the accounts of attempts whose usage nobody tells. Default 0.
  std::int64_t prompt_tokens = 0;
  /// Default it passes.
  StreamUsage usage = StreamUsage::passes;
  /// The times between the tokens of streams are reported. Default no.
  bool token_gaps = false;
  /// Ids and finish reasons of answers are reported. Default no.
  bool details = false;
  /// What decides on hedges, where the route has them. Default nothing: no hedges.
  std::shared_ptr<HedgeBoard> hedges{};
  /// The model in the caller's words, by whose times hedges are made.
  std::string model{};
  /// Asked before a hedge at a target; false where the request's account does not bear it. Default all are borne.
  std::function<bool(std::uint32_t target)> bears_hedge{};
  /// The most of a whole answer that is held back until it is known to be whole; a larger one passes as it comes. A
  /// stream with a larger event is broken. Default 32 MiB.
  std::size_t most_held_answer = std::size_t{32} << 20;
  /// The most of a stream that is held back until it says something. Default 256 KiB.
  std::size_t most_held_events = std::size_t{256} << 10;
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
  /// Gives numbers in [0, 1), from many threads. Default always a half: no delay is shortened or lengthened.
  std::function<double()> random{};
};
using AttemptsOptionsPtr = std::shared_ptr<const AttemptsOptions>;

}  // namespace oaicompat::inline v1
