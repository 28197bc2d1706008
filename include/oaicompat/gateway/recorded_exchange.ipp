// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/recorded_exchange.hpp>
#include <oaicompat/gateway/whole_answer.hpp>

#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE void RecordedExchange::see(std::string_view piece) {
  if (too_large_) return;
  if (piece.size() > most_ - answer_.size()) {
    too_large_ = true;
    answer_.clear();
    return;
  }
  answer_ += piece;
}

OAICOMPAT_INLINE void RecordedExchange::end(const RequestReport& report) {
  const std::lock_guard lock{mutex_};
  report_ = report;
  report_.exchange = nullptr;
  ended_ = true;
}

OAICOMPAT_INLINE void RecordedExchange::discard() {
  const std::lock_guard lock{mutex_};
  ended_ = false;
  request_ = {};
  answer_ = {};
}

OAICOMPAT_INLINE void RecordedExchange::fold() const {
  if (!std::exchange(folded_, true)) answer_ = whole_answer(std::move(answer_));
}

OAICOMPAT_INLINE const Bytes& RecordedExchange::whole() const {
  const std::lock_guard lock{mutex_};
  fold();
  return answer_;
}

OAICOMPAT_INLINE const std::vector<AnswerScore>& RecordedExchange::scores() const {
  const std::lock_guard lock{mutex_};
  if (checked_ || !ended_ || !route_.checks.is_on) return scores_;
  checked_ = true;
  fold();
  scores_ = check_answer({.path = report_.path,
                          .request = request_.body,
                          .answer = answer_,
                          .time = report_.duration,
                          .cost = report_.cost},
                         route_.checks);
  return scores_;
}

}  // namespace oaicompat::inline v1
