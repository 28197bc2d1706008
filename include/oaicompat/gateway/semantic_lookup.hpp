// SemanticLookup: one request's look for an answer to a request that means the same. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/wake_slot.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/answer_cache.hpp>
#include <oaicompat/gateway/gateway_state.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/semantic_ask.hpp>
#include <oaicompat/gateway/service_rules.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

/// An answer that was found by meaning.
struct SemanticFound {
  CachedAnswerPtr answer{};
  std::string key{};  ///< Of the answer.
  double score = 0;   ///< The cosine of both texts.
};

/// What is looked for, and for whom.
struct SemanticQuestion {
  GatewaySnapshotPtr snapshot{};
  const Route* route = nullptr;  ///< Of the snapshot's rules.
  std::uint32_t target = 0;      ///< Which would be asked first.
  SemanticAsk ask{};
  RequestReport caller{};  ///< Id, path, route, key and tenant of the request.
  std::uint64_t seed = 0;  ///< `Asked::seed`.
  LogLevel log = LogLevel::bodies;

  const RouteSemantic& rule() const { return route->cache.semantic; }
};

/// Holds what was found until its caller takes it. It must not hold what the semantic cache is part of. **Threads**:
/// any.
class SemanticLookup {
 public:
  explicit SemanticLookup(SemanticQuestion question) : question_{std::move(question)} {}
  const SemanticQuestion& question() const { return question_; }

  /// What was found, or nothing. The first call counts.
  void give(std::optional<SemanticFound> found) {
    {
      const std::lock_guard lock{mutex_};
      if (std::exchange(given_, true)) return;
      found_ = std::move(found);
    }
    slot_.ring();
  }
  /// Whether it was given, or nobody waits for it.
  bool is_over() const {
    const std::lock_guard lock{mutex_};
    return given_;
  }
  std::optional<SemanticFound> take() {
    const std::lock_guard lock{mutex_};
    return std::exchange(found_, std::nullopt);
  }
  WakeSlot& slot() { return slot_; }

  /// The vector of the text, once it is there; empty before.
  void put_vector(std::vector<float> vector) {
    const std::lock_guard lock{mutex_};
    vector_ = std::move(vector);
  }
  std::vector<float> take_vector() {
    const std::lock_guard lock{mutex_};
    return std::exchange(vector_, {});
  }

 private:
  const SemanticQuestion question_;
  mutable std::mutex mutex_;
  bool given_ = false;
  std::optional<SemanticFound> found_;
  std::vector<float> vector_;
  WakeSlot slot_;
};
using SemanticLookupPtr = std::shared_ptr<SemanticLookup>;

}  // namespace oaicompat::inline v1::detail
