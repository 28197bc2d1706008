// Gateway: takes requests for many targets by rules, behind one handler.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/attempts.hpp>
#include <oaicompat/gateway/gateway_options.hpp>
#include <oaicompat/gateway/health.hpp>
#include <oaicompat/gateway/judge.hpp>
#include <oaicompat/gateway/prices.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/shared_state.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

namespace detail {
struct GatewayState;
}

/// How a limit stands.
struct LimitStanding {
  std::string counter{};  ///< `key/app/requests`, `tenant/team/month`, ...
  Window window = Window::minute;
  Standing standing{};
};

/// Routes requests by rules: looks at the body once, decides, and attempts the targets of the plan.
///
///     auto gateway = Gateway::create(rules, {.connect = [](const Target& target, const std::string&) {
///       return asio_client({.origin = target.base_url});
///     }});
///     AsioMount served{io, gateway->handler(), {.port = 8080}};
///
/// Where the rules have keys, a caller shows one of them as `Authorization: Bearer` (401 otherwise) and may ask for its
/// models only (403 otherwise); `GET /v1/models` lists them. What a request may come to is taken of the limits and
/// budgets of its key and tenant before a target is asked (429 where it does not fit), and settled when it is over; a
/// request may come to more than was taken only as far as its prompt has more tokens than a fourth of its bytes. A key
/// with a budget may use models that have a price. To a target goes the target's own key, never the caller's.
/// **Lifetime**: copies and handlers share one state. **Threads**: safe to use from many.
class OAICOMPAT_API Gateway {
 public:
  /// **Errors**: of `read_secret`, where a target's key cannot be read; of `read_prices`; `invalid_argument` with the
  /// code `no_prices` where the price list cannot be read, or there are budgets and no prices at all.
  static Result<Gateway> create(RulesPtr rules, GatewayOptions options);

  /// Answers requests. Each keeps the rules that it began with.
  Handler handler() const;
  /// Answers requests, too, but asks no other target than this one: for trials. A request whose plan is without it is
  /// refused.
  Handler handler_to(std::string target) const;
  /// Puts other rules in the place of these for the requests to come. What is known of the targets' health stays with
  /// those of the same name, requests in flight included. **Errors**: as `create`; the rules are then as before.
  Result<void> reload(RulesPtr rules);
  /// The plan for a body, as JSON, without asking anybody: route, targets and candidates, and what is expected of each
  /// target, the cost with the longest answer. `tenant` is who would ask.
  std::string explain(std::string_view body, std::string_view tenant = {}) const;
  /// The rules for the requests to come.
  RulesPtr rules() const;
  /// How the limits and budgets of a key stand, and those of its tenant; empty where there are none, or no such key.
  std::vector<LimitStanding> standings(std::string_view key) const;
  /// How each target does, in the order of the rules.
  std::vector<TargetState> targets() const;
  /// What the evaluation of answers has come to since the gateway was made, as JSON: each shadow beside the callers'
  /// answers, each judge with its win rate, and the advice whether to promote the shadow; and of each route with a
  /// semantic cache the share of false hits. Rules are changed by their owner alone.
  std::string evaluation() const;
  /// Has a judge of the rules score an answer to a request's body: for calibration. The judge's budget pays; no
  /// caller's limit, log or figure knows of it. Waits for the judge. **Errors**: `invalid_argument` with the code
  /// `unknown_judge`; `over_budget`, or `no_score` where the judge gave none that can be read.
  Result<JudgedScore> judge(std::string_view judge, std::string_view request, std::string_view answer) const;
  /// Waits until all answers that were given are evaluated, shadows and judges included.
  void finish_evaluation() const;
  /// Answers whose keys begin so (`cache_tenant_key`) are not found by meaning any more; with an empty text none is.
  /// For who empties the cache.
  void forget_semantic(std::string_view beginning) const;
  /// Answers that are under way now are given and not kept. For who empties the cache, before it is empty.
  void keep_none_under_way() const;
  /// How many bytes of answers are kept; nothing where the cache does not know.
  std::optional<std::size_t> cache_bytes() const;
  /// Drops what is asked anew behind kept answers, and asks no more so. The last copy and handler does it as they go;
  /// call it where what targets are reached by goes before them.
  void stop_refreshes() const;
  /// Takes the target of that name out, or brings it back; false where there is none.
  bool drain(std::string_view target, bool drained);

 private:
  explicit Gateway(std::shared_ptr<detail::GatewayState> state) : state_{std::move(state)} {}
  std::shared_ptr<detail::GatewayState> state_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/gateway.ipp>
#include <oaicompat/gateway/gateway_judge.ipp>
#include <oaicompat/gateway/gateway_views.ipp>
#endif
