// RecordedExchange: a request and its answer, kept until they are evaluated.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/checks.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/http/head.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// What a request asked.
struct RecordedRequest {
  std::string path{};
  std::string query{};
  Headers headers{};          ///< Without the caller's key; empty where there is no shadow.
  std::string traceparent{};  ///< Of the gateway's span, to which a shadow's is linked; empty where there is none.
  Bytes body{};
};

/// **Threads**: `see` and `end` are called by one at a time, before all others; the rest by any.
class OAICOMPAT_API RecordedExchange {
 public:
  /// `most` is the largest answer, in bytes. **Lifetime**: the route is of `rules`.
  RecordedExchange(RulesPtr rules, const Route& route, RecordedRequest request, std::size_t most)
      : rules_{std::move(rules)}, route_{route}, most_{most}, request_{std::move(request)} {}

  /// A piece of the answer.
  void see(std::string_view piece);
  /// The answer is whole; or it is not to be evaluated, where `end` is not called before `discard`.
  void end(const RequestReport& report);
  /// Nothing of it is needed any more but the scores.
  void discard();
  /// Too much was said to be kept.
  bool is_too_large() const { return too_large_; }

  /// Whether a shadow is to be asked, and whether judges are to score it.
  bool wants_shadow = false, wants_judges = false;
  /// The most that the caller wants to be logged of those.
  LogLevel log = LogLevel::bodies;

  /// What the route's checks found, once the answer is whole; whoever asks first has them made.
  const std::vector<AnswerScore>& scores() const;
  /// The answer as one JSON object.
  const Bytes& whole() const;
  /// Of the caller's request, without this exchange.
  const RequestReport& report() const { return report_; }
  const RecordedRequest& request() const { return request_; }
  const Route& route() const { return route_; }
  const RulesPtr& rules() const { return rules_; }
  std::size_t bytes() const {
    const std::lock_guard lock{mutex_};
    return request_.body.size() + answer_.size();
  }

 private:
  void fold() const;

  const RulesPtr rules_;
  const Route& route_;
  const std::size_t most_;
  mutable std::mutex mutex_;
  RecordedRequest request_;
  RequestReport report_;
  mutable Bytes answer_;
  bool too_large_ = false, ended_ = false;
  mutable bool folded_ = false, checked_ = false;
  mutable std::vector<AnswerScore> scores_;
};
using RecordedExchangePtr = std::shared_ptr<RecordedExchange>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/recorded_exchange.ipp>
#endif
