// LastFailure: what a caller sees when no target helped.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/failure.hpp>
#include <oaicompat/http/answer.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace oaicompat::inline v1::detail {

/// Keeps the failure of the first target, and the shortest wait that any of them asked for.
class OAICOMPAT_API LastFailure {
 public:
  using Wait = std::optional<std::chrono::milliseconds>;

  void note(const FailureRow& row, Head head, Bytes body, Wait asked) {
    if (asked && (!shortest_ || *asked < *shortest_)) shortest_ = asked;
    if (row_) return;
    row_ = &row;
    head_ = std::move(head);
    body_ = std::move(body);
  }
  /// The answer; `last` is the failure that ended it all.
  std::pair<Head, Bytes> answer(const FailureRow& last);

 private:
  const FailureRow* row_ = nullptr;
  Head head_;
  Bytes body_;
  Wait shortest_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/last_failure.ipp>
#endif
