// WakeSlot: one wake that several may ring.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/stream.hpp>

#include <mutex>

namespace oaicompat::inline v1::detail {

/// Holds the wake that a holder left, and calls it once, whoever rings first. **Threads**: safe to use from many.
class WakeSlot {
 public:
  void put(Wake wake) {
    std::lock_guard lock{mutex_};
    wake_.swap(wake);
  }
  void clear() { put(nullptr); }
  void ring() {
    Wake wake;
    {
      std::lock_guard lock{mutex_};
      wake.swap(wake_);
    }
    if (wake) wake();
  }

 private:
  std::mutex mutex_;
  Wake wake_;
};

}  // namespace oaicompat::inline v1::detail
