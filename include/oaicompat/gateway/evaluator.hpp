// Evaluator: checks answers, asks shadows and judges, all beside the requests' path. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/bounded_work.hpp>
#include <oaicompat/gateway/evaluation_board.hpp>
#include <oaicompat/gateway/evaluation_report.hpp>
#include <oaicompat/gateway/gateway_state.hpp>
#include <oaicompat/gateway/recorded_exchange.hpp>
#include <oaicompat/gateway/shared_state.hpp>
#include <oaicompat/gateway/side_call.hpp>
#include <oaicompat/http/request.hpp>

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace oaicompat::inline v1::detail {

/// What is kept of a request for its route's evaluation; null where nothing is to be done, or it is too large.
OAICOMPAT_API RecordedExchangePtr keep_exchange(const GatewaySnapshot& snapshot, const Route& route, const Asked& asked,
                                                Request& request);

/// The call that asks a judge, on the judge's own budget.
OAICOMPAT_API SideCall judge_call(GatewaySnapshotPtr snapshot, const JudgeRule& rule, Bytes body, SharedStatePtr shared,
                                  ClockPtr clock);

/// **Lifetime**: what waits when it goes is dropped. **Threads**: any.
class OAICOMPAT_API Evaluator {
 public:
  Evaluator(const EvaluationRules& rules, std::function<void(const EvaluationReport&)> on_evaluation,
            SharedStatePtr shared, ClockPtr clock);

  /// An answer that is whole. Never waits.
  void submit(GatewaySnapshotPtr snapshot, RecordedExchangePtr exchange);
  /// A request or an answer that is not evaluated.
  void drop(const RequestReport& report);
  /// Waits until all that came is evaluated.
  void flush();
  const EvaluationBoard& board() const { return board_; }

 private:
  struct Job {
    GatewaySnapshotPtr snapshot;
    RecordedExchangePtr exchange;
  };
  void check(const Job& job);
  void push_call(const Job& job, EvaluationKind kind);
  void ask_shadow(const Job& job, const std::stop_token& stop);
  void score(const Job& job, std::uint32_t judge, const std::stop_token& stop);
  void compare(const Job& job, std::uint32_t judge, const Bytes& shadow, const std::stop_token& stop);
  SideAnswer ask_judge(const Job& job, const JudgeRule& rule, Bytes body, const std::stop_token& stop) const;
  EvaluationReport judged(const Job& job, const JudgeRule& rule) const;
  void tell(const EvaluationReport& report) const;

  const EvaluationRules rules_;
  const std::function<void(const EvaluationReport&)> on_evaluation_;
  const SharedStatePtr shared_;
  const ClockPtr clock_;
  EvaluationBoard board_;
  BoundedWork calls_, checks_;  // checks lead to calls: they end first
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/evaluator.ipp>
#endif
