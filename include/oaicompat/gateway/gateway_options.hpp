// GatewayOptions: how a gateway reaches its targets, and who is told.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/executor.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/evaluation_report.hpp>
#include <oaicompat/gateway/prices.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/shared_state.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstddef>
#include <functional>
#include <string>

namespace oaicompat::inline v1 {

/// How a gateway reaches its targets, and who is told.
struct GatewayOptions {
  /// Makes what sends requests to a target, once for each snapshot of rules. For a target of the dialect `openai` that
  /// is a transport to its origin; the gateway puts in path and key, and the bytes pass but for the model's name. For
  /// any other it is a handler of this API: `serve(call_anthropic(...))`, which knows base URL and `key` itself.
  std::function<Handler(const Target& target, const std::string& key)> connect{};
  /// Told of each attempt once it is over. It must not block. Default nobody.
  std::function<void(const AttemptReport&)> on_attempt{};
  /// Told of each request once it is over, refused ones too. It must not block. **Threads**: called by whoever pulls or
  /// drops the answer. Default nobody.
  std::function<void(const RequestReport&)> on_request{};
  /// Told of each answer that was checked, and of each shadow and judgement; of what was dropped, too. None of them is
  /// a request of a caller's. It must not block. **Threads**: called by those of the evaluation, and where something is
  /// dropped as `on_request`. Default nobody.
  std::function<void(const EvaluationReport&)> on_evaluation{};
  /// Counts limits and budgets. Default counters of this gateway alone, in memory.
  SharedStatePtr state{};
  /// Keeps answers for routes with a cache. Default in memory, as many bytes as the rules say when the gateway is made.
  AnswerCachePtr cache{};
  /// What tokens cost, where the rules name no price list. Default nothing is known.
  PricesPtr prices{};
  /// Where answers are pulled that nobody waits for: what is asked anew behind kept answers past their time. What
  /// blocks in it holds them up. Default the library's own (`background_executor`).
  ExecutorPtr executor{};
  /// The largest body, in bytes; a larger one is a 413. Default 32 MiB.
  std::size_t max_body = std::size_t{32} << 20;
  /// Default the machine's clock.
  ClockPtr clock = real_clock();
};

}  // namespace oaicompat::inline v1
