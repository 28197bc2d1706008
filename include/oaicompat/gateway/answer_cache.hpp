// AnswerCache: where a gateway keeps answers, to give them again to equal requests.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/request_report.hpp>
#include <oaicompat/gateway/shared_server.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// A whole answer that is kept. Of a stream it is what its events come to.
struct CachedAnswer {
  Bytes body{};                        ///< One JSON object.
  std::string model{};                 ///< Which answered, in the target's words.
  std::optional<TokenTally> tokens{};  ///< That it took.
  std::optional<std::int64_t> cost{};  ///< In nano-dollars: what giving it again saves.
  std::int64_t stored_at = 0;          ///< By the wall clock, in seconds since 1970.
  /// How long from then on it is fresh; 0 where that was not kept: as long as the rules say.
  std::chrono::milliseconds fresh_for{0};
  std::string id{};  ///< Which one it is. By chance, so that it tells nothing; empty where that was not kept.
  /// `AnswerCache::generation` as it was asked for. Not kept: what is found has none.
  std::uint64_t generation = 0;
};
using CachedAnswerPtr = std::shared_ptr<const CachedAnswer>;

/// What came of forgetting one answer.
enum class Forgotten : std::uint8_t {
  done,  ///< It was there, and is no more.
  none,  ///< There is no such answer.
  away,  ///< The cache cannot be reached.
};

/// Keeps answers by keys: hashes, in hexadecimal, that begin with their tenant's (`cache_tenant_key`). **Threads**:
/// safe to use from many; no call waits for a network.
class AnswerCache {
 public:
  /// Told what was found; null for nothing.
  using Found = std::function<void(CachedAnswerPtr)>;

  AnswerCache() = default;
  AnswerCache(const AnswerCache&) = delete;
  AnswerCache& operator=(const AnswerCache&) = delete;
  virtual ~AnswerCache() = default;
  /// Calls `found` once: within the call, or later from any thread. What goes wrong, or takes too long, is nothing
  /// found.
  virtual void find(const std::string& key, Found found) = 0;
  /// Keeps an answer in the place of an earlier one, and forgets it after a time, or before where there is no room. One
  /// of an earlier generation need not be kept.
  virtual void put(const std::string& key, CachedAnswerPtr answer, std::chrono::milliseconds keep_for) = 0;
  /// Forgets what is kept under keys that begin so, now or soon; with an empty text everything. False where it cannot.
  virtual bool forget(std::string_view beginning) = 0;
  /// Told what came of forgetting.
  using Told = std::function<void(Forgotten)>;
  /// Forgets the answer of that `id`, and calls `told` once: within the call, or later from any thread. An answer that
  /// was put in its place since is another one. Default: there is none.
  virtual void forget_one(const std::string& id, Told told) {
    (void)id;
    told(Forgotten::none);
  }
  /// How often `forget` was called by all who share the cache, as far as is known after the latest `find`: an answer
  /// that was asked for before is not kept after it. Default 0: this gateway alone forgets, and knows it by itself.
  virtual std::uint64_t generation() const { return 0; }
  /// How many bytes are kept; nothing where that is not known.
  virtual std::optional<std::size_t> bytes() const { return std::nullopt; }
  /// How the server stands that it is shared over; nothing where there is none.
  virtual std::optional<SharedServer> server() const { return std::nullopt; }
};
using AnswerCachePtr = std::shared_ptr<AnswerCache>;

/// What the keys of a tenant's answers begin with. Answers that everybody shares are nobody's: the name is empty.
OAICOMPAT_API std::string cache_tenant_key(std::string_view tenant);

/// Keeps answers in memory, at most so many bytes of them; those that were used longest ago go first.
OAICOMPAT_API AnswerCachePtr memory_cache(std::size_t max_bytes, ClockPtr clock = real_clock());

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/answer_cache.ipp>
#endif
