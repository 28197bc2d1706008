// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/guarded.hpp>
#include <oaicompat/gateway/cache_refreshes.hpp>

#include <utility>

namespace oaicompat::inline v1::detail {

// One answer, and who pulls it. A wake never pulls itself: it posts a turn.
class CacheRefresh : public std::enable_shared_from_this<CacheRefresh> {
 public:
  CacheRefresh(const std::shared_ptr<CacheRefreshes>& all, std::string key) : all_{all}, key_{std::move(key)} {}

  void begin(Answer answer) {
    {
      const std::lock_guard lock{mutex_};
      if (is_dropped_) return;
      answer_ = std::move(answer);
    }
    post();
  }
  void drop() {
    Answer dropped;  // without the lock
    const std::lock_guard lock{mutex_};
    is_dropped_ = true;
    dropped.swap(answer_);
  }

 private:
  enum class Turn { waits, again, over };

  // Holds no executor: what an executor never runs would hold it for ever.
  void post() {
    if (const auto all = all_.lock()) all->executor_->post([self = shared_from_this()] { self->run(); });
  }
  void run() {
    switch (pull()) {
      case Turn::waits: return;
      case Turn::again: return post();
      case Turn::over: break;
    }
    if (const auto all = all_.lock()) all->leave(key_);
  }
  // What has thrown is over, too.
  Turn pull() {
    const std::lock_guard lock{mutex_};
    if (!answer_) return Turn::waits;  // a wake that came late
    const auto turn = guarded([&] { return pull_some(); }, [] { return Turn::over; });
    if (turn == Turn::over) answer_.reset();
    return turn;
  }
  // An answer that always has something gives way to what else the executor has to do.
  Turn pull_some() {
    constexpr int steps = 64;
    Part part;
    for (int i = 0; i < steps; ++i) {
      const auto got = answer_->pull(part);
      if (got == Pull::some) continue;
      if (got != Pull::wait) return Turn::over;
      answer_->when_ready([self = shared_from_this()] { self->post(); });
      return Turn::waits;
    }
    return Turn::again;
  }

  const std::weak_ptr<CacheRefreshes> all_;
  const std::string key_;
  std::mutex mutex_;  // held by who pulls
  Answer answer_;
  bool is_dropped_ = false;
};

OAICOMPAT_INLINE CacheRefreshes::CacheRefreshes(ExecutorPtr executor) : executor_{std::move(executor)} {}
OAICOMPAT_INLINE CacheRefreshes::~CacheRefreshes() { stop(); }

OAICOMPAT_INLINE CacheRefreshes::RefreshPtr CacheRefreshes::take_place(const std::string& key, std::size_t most) {
  const std::lock_guard lock{mutex_};
  if (stopped_ || running_.size() >= most || running_.contains(key)) return nullptr;
  if (!executor_) executor_ = background_executor();
  return running_[key] = std::make_shared<CacheRefresh>(shared_from_this(), key);
}

OAICOMPAT_INLINE void CacheRefreshes::leave(const std::string& key) {
  const std::lock_guard lock{mutex_};
  running_.erase(key);
}

OAICOMPAT_INLINE void CacheRefreshes::begin(const std::string& key, std::size_t most, const Ask& ask) {
  const auto refresh = take_place(key, most);
  if (!refresh) return;
  auto answer = guarded([&] { return ask(); }, [] { return Answer{}; });
  answer ? refresh->begin(std::move(answer)) : leave(key);
}

OAICOMPAT_INLINE void CacheRefreshes::stop() {
  std::unordered_map<std::string, RefreshPtr> all;
  {
    const std::lock_guard lock{mutex_};
    stopped_ = true;
    all.swap(running_);
  }
  for (const auto& [key, refresh] : all) refresh->drop();
}

OAICOMPAT_INLINE std::size_t CacheRefreshes::running() const {
  const std::lock_guard lock{mutex_};
  return running_.size();
}

}  // namespace oaicompat::inline v1::detail
