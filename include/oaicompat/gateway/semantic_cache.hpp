// SemanticCache: finds answers by meaning, and has some of those hits verified. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/bounded_work.hpp>
#include <oaicompat/gateway/evaluation_report.hpp>
#include <oaicompat/gateway/gateway_options.hpp>
#include <oaicompat/gateway/recorded_exchange.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/gateway/semantic_board.hpp>
#include <oaicompat/gateway/semantic_index.hpp>
#include <oaicompat/gateway/semantic_lookup.hpp>
#include <oaicompat/gateway/shared_state.hpp>
#include <oaicompat/gateway/side_call.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

/// Asks for embeddings, searches and verifies on threads of its own. None of its calls is a request of a caller's: they
/// count for no limit and no target's health. **Lifetime**: what waits when it goes is dropped. **Threads**: any, but
/// for those of its own.
class OAICOMPAT_API SemanticCache {
 public:
  /// `cache` is where the answers are.
  SemanticCache(const Rules& rules, const GatewayOptions& options, AnswerCachePtr cache, SharedStatePtr shared);

  /// Has the lookup given what is found. Never waits.
  void look(const SemanticLookupPtr& lookup);
  /// An answer is kept under this key for a request that was looked for, and may be found by others from now on.
  void keep(const SemanticLookupPtr& lookup, const std::string& key);
  /// A hit was given: a share of them is asked live, by `request`.
  void verify(const SemanticLookupPtr& lookup, const SemanticFound& found,
              const std::function<RecordedRequest()>& request);
  /// Forgets the vectors of answers whose keys begin so.
  void forget(std::string_view beginning) { index_.forget(beginning); }
  /// Waits until all that came is done.
  void flush();
  const SemanticIndex& index() const { return index_; }
  const SemanticBoard& board() const { return board_; }

 private:
  using Texts = std::vector<std::string_view>;
  void find(SemanticLookup& lookup, const std::stop_token& stop);
  std::optional<SemanticFound> nearest(const SemanticQuestion& of, const std::vector<float>& to);
  std::vector<std::vector<float>> embed(const SemanticQuestion& of, const Texts& texts,
                                        std::chrono::milliseconds timeout, const std::stop_token& stop);
  SideAnswer ask(const SemanticQuestion& of, std::uint32_t target, RecordedRequest request,
                 std::chrono::milliseconds timeout, const std::stop_token& stop) const;
  void check(const SemanticQuestion& of, const SemanticFound& found, RecordedRequest request,
             const std::stop_token& stop);
  std::optional<bool> compare(const SemanticQuestion& of, const CachedAnswer& kept, EvaluationReport& live,
                              const std::stop_token& stop);
  std::optional<bool> judged(const SemanticQuestion& of, const std::string& kept, const std::string& live,
                             EvaluationReport& report, const std::stop_token& stop) const;
  void tell(const EvaluationReport& report);

  const SemanticRules rules_;
  const std::size_t max_answer_;
  const std::function<void(const EvaluationReport&)> on_evaluation_;
  const AnswerCachePtr cache_;
  const SharedStatePtr shared_;
  const ClockPtr clock_;
  SemanticIndex index_;
  SemanticBoard board_;
  BoundedWork lookups_, checks_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/semantic_cache.ipp>
#endif
