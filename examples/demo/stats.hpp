// Stats: what has become of the requests so far, and a page that tells.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/handler.hpp>

#include <atomic>
#include <cstdint>
#include <string>

namespace demo {

/// Counts requests. **Threads**: safe to use from many.
class Stats {
 public:
  /// One request, for as long as this lives.
  class Run {
   public:
    explicit Run(Stats& stats) : stats_{stats} { ++stats_.requests_, ++stats_.active_; }
    ~Run() { ++(cancelled_ ? stats_.cancelled_ : stats_.completed_), --stats_.active_; }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    /// The caller has gone before the end.
    void cancel() { cancelled_ = true; }

   private:
    Stats& stats_;
    bool cancelled_ = false;
  };

  std::string json() const;

 private:
  std::atomic<std::int64_t> requests_ = 0, active_ = 0, cancelled_ = 0, completed_ = 0;
};

/// A layer that answers `GET /demo/stats` and lets all else through. **Lifetime**: the stats outlive the server.
oaicompat::Layer stats_page(const Stats& stats);

}  // namespace demo
