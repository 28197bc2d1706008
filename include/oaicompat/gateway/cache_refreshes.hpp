// CacheRefreshes: answers that are asked for anew while nobody waits for them. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/executor.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/answer.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace oaicompat::inline v1::detail {

class CacheRefresh;

/// Pulls answers to their ends, on an executor. **Threads**: safe to use from many.
class OAICOMPAT_API CacheRefreshes : public std::enable_shared_from_this<CacheRefreshes> {
 public:
  /// Asks the targets; null where that is not to be done.
  using Ask = std::function<Answer()>;

  /// Without an executor the library's own.
  explicit CacheRefreshes(ExecutorPtr executor);
  ~CacheRefreshes();

  /// Calls `ask`, and pulls what it gives. Does nothing while an answer of that key is pulled, or `most` are.
  void begin(const std::string& key, std::size_t most, const Ask& ask);
  /// Drops all that are pulled, and begins no more. Waits for a pull that is being made: not to be called by one.
  void stop();
  /// How many are pulled.
  std::size_t running() const;

 private:
  friend class CacheRefresh;
  using RefreshPtr = std::shared_ptr<CacheRefresh>;

  RefreshPtr take_place(const std::string& key, std::size_t most);
  void leave(const std::string& key);

  mutable std::mutex mutex_;
  ExecutorPtr executor_;  // set before the first refresh, and never again
  std::unordered_map<std::string, RefreshPtr> running_;
  bool stopped_ = false;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/cache_refreshes.ipp>
#endif
