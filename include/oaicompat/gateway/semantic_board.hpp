// SemanticBoard: how often answers that were found by meaning were right.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/gateway/evaluation_report.hpp>

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace oaicompat::inline v1::detail {

/// What a verification found: the kept answer was as the live one. Nothing where none was made, or it failed.
OAICOMPAT_API std::optional<bool> was_same_answer(const EvaluationReport& report);

/// Sums for each route, of this process since it began. **Threads**: any.
class OAICOMPAT_API SemanticBoard {
 public:
  /// Takes an embedding or a verification in.
  void add(const EvaluationReport& report);
  /// As a JSON array, an object a route, with the share of false hits and its interval of 95 % confidence.
  std::string json() const;

 private:
  struct Standing {
    std::int64_t same = 0, wrong = 0, unverified = 0;        // hits
    std::int64_t embedded = 0, not_embedded = 0;             // calls
    std::int64_t embedding_cost = 0, verification_cost = 0;  // in nano-dollars
  };
  mutable std::mutex mutex_;
  std::map<std::string, Standing> routes_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/semantic_board.ipp>
#endif
