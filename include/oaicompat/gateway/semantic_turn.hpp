// SemanticTurn: a request's way over the semantic cache, as its caller waits for it. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/asked.hpp>
#include <oaicompat/gateway/cache_ask.hpp>
#include <oaicompat/gateway/gateway_state.hpp>
#include <oaicompat/gateway/recorded_exchange.hpp>
#include <oaicompat/gateway/semantic_lookup.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/request.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace oaicompat::inline v1::detail {

class SemanticCache;

/// What goes on once a lookup is over.
struct SemanticNext {
  /// Gives the answer, by what was found or without.
  std::function<Answer(const std::optional<SemanticFound>&)> go_on{};
  /// The caller left before.
  std::function<void()> drop{};
};

/// **Lifetime**: the cache must outlive it. **Threads**: one at a time, as its answer.
class OAICOMPAT_API SemanticTurn {
 public:
  /// `request` gives what a verification asks; it may be empty: then no hit is verified.
  SemanticTurn(SemanticCache& cache, ClockPtr clock, SemanticQuestion question,
               std::function<RecordedRequest()> request);

  /// Looks, for at most the rule's time, and goes on.
  Answer answer(SemanticNext next);
  /// The request's answer is kept under this key.
  void keep(const std::string& key) const;
  /// What was found is given.
  void verify(const SemanticFound& found) const;

 private:
  SemanticCache& cache_;
  const ClockPtr clock_;
  const SemanticLookupPtr lookup_;
  const std::function<RecordedRequest()> request_;
};
using SemanticTurnPtr = std::shared_ptr<SemanticTurn>;

/// A request that an exact look found nothing for.
struct SemanticRequest {
  GatewaySnapshotPtr snapshot{};
  const Route& route;
  const Asked& asked;
  const CacheParties& parties;
  std::uint32_t first = 0;  ///< The target that would be asked first.
  std::shared_ptr<Request> request{};
  const RequestReport& caller;
  ClockPtr clock{};
  bool is_verifiable = true;  ///< The target is asked for the model that the body names.
};
/// Its turn; null where it is not to be answered by meaning.
OAICOMPAT_API SemanticTurnPtr begin_semantic(const SemanticRequest& of);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/semantic_turn.ipp>
#endif
