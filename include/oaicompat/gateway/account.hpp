// RequestAccount: what a request takes of its key's limits and budgets, and what came of it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/error.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/gateway_state.hpp>
#include <oaicompat/gateway/recorded_exchange.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/request.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

/// From its begin, over a reservation, to the report of its end. **Threads**: one at a time, as its answer.
class OAICOMPAT_API RequestAccount {
 public:
  RequestAccount(GatewayStatePtr state, GatewaySnapshotPtr snapshot, const Request& request);

  /// Whose request it is.
  void open(const GatewayKey& key);
  /// What was seen of its body.
  void describe(const Asked& asked);
  /// Limits of the key or its tenant hold.
  bool has_limits() const { return scopes_ && !scopes_->empty(); }
  bool has_budget() const;
  /// Takes targets without a price out of a plan, where a budget is to be kept.
  void keep_priced(std::vector<std::uint32_t>& targets) const;
  /// The model to ask for instead, where a budget does not bear the dearest of the targets; empty where it does, or no
  /// other model is named.
  std::string_view cheaper_model(const Route& route, const std::vector<std::uint32_t>& targets) const;
  /// Another model is asked for from here on, and the caller is told.
  void downgrade(std::string_view model) { model_ = model; }
  /// Takes what the request may come to at the dearest of the targets; the error where a limit does not allow it.
  std::optional<Error> reserve(const Route& route, const std::vector<std::uint32_t>& targets);
  /// Takes what an answer out of the cache counts: one request. The error where a limit does not allow it.
  std::optional<Error> reserve_hit(const Route& route);
  /// Takes what asking anew behind a kept answer may come to: tokens and money, and no request. The error where a limit
  /// does not allow it.
  std::optional<Error> reserve_refresh(const Route& route, const std::vector<std::uint32_t>& targets);
  /// Gives back what was taken, and is not reported: nothing was asked.
  void withdraw();
  /// Takes the same again for a second attempt at once; false where that is not borne.
  bool reserve_hedge(std::uint32_t target);

  /// Takes an attempt's report in, with its cost.
  void add(AttemptReport report);
  /// What the cache has to do with it.
  void use_cache(CacheUse use) { report_.cache = use; }
  /// It is a request of the gateway's own, which is reported by this id.
  void name(std::string id) { report_.request_id = std::move(id); }
  /// What is kept for the evaluation of its answer.
  void keep(RecordedExchangePtr exchange) { exchange_ = std::move(exchange); }
  /// A piece of the answer.
  void see(std::string_view piece) {
    if (exchange_) exchange_->see(piece);
  }
  /// It is answered out of the cache, by this answer.
  void add_hit(const CachedAnswer& answer);
  /// It is answered out of the cache after its targets failed.
  void add_stale(const CachedAnswer& answer);
  /// It was answered by what another request's attempts gave: the one that did, or null where none did.
  void add_shared(const AttemptReport* gave);
  /// Where the request stands in its trace.
  void trace(RequestTrace trace);
  /// What its spans tell beside; null where none are sent.
  RequestDetails* details() const { return details_.get(); }
  /// The gateway answers itself.
  Answer refuse(const Error& error, const Context& context);
  /// What the caller sees of the limits; `head` is the answer's.
  void see_head(Head& head);
  /// The request is over. Only the first call counts.
  void finish(RequestOutcome outcome);
  /// A target gave an answer that was told to its end.
  bool was_answered() const;
  RequestOutcome outcome_of(bool failed) const;
  std::int64_t prompt_tokens() const { return expected_.input; }
  /// What is known so far.
  const RequestReport& report() const { return report_; }

 private:
  struct Taken {
    Charge charge;
    std::int64_t window = 0;
  };
  std::optional<std::int64_t> expected_cost(std::uint32_t target) const;
  std::int64_t dearest(const Route& route, const std::vector<std::uint32_t>& targets) const;
  std::vector<Charge> charges(std::int64_t cost, int requests) const;
  std::optional<Error> take(std::int64_t cost, int requests);
  Error refusal(const std::vector<Charge>& charges, const Reservation& came) const;
  void describe_limits(Headers& headers) const;
  void settle();
  void evaluate();
  std::int64_t used(const Charge& charge) const;

  const GatewayStatePtr state_;
  const GatewaySnapshotPtr snapshot_;
  const std::vector<LimitScope>* scopes_ = nullptr;
  const Time begun_;
  RequestReport report_;
  std::string model_;  // that is asked for, which may not be the caller's
  TokenTally expected_;
  std::vector<Taken> taken_, extra_;  // by the request; by its hedge
  std::vector<Standing> standings_;   // of `taken_`
  std::shared_ptr<RequestDetails> details_;
  RecordedExchangePtr exchange_;  // null where nothing is evaluated
  std::int64_t spent_tokens_ = 0, spent_ = 0;
  bool given_ = false;  // a whole answer, which it has no attempt of
  bool finished_ = false;
};
using RequestAccountPtr = std::shared_ptr<RequestAccount>;

/// An answer whose request is accounted for when it ends, or is dropped.
OAICOMPAT_API Answer account_for(Answer inner, RequestAccountPtr account);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/account.ipp>
#endif
