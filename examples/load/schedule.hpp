// Schedule: when an open loop's requests start, whatever became of those before.
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace load {

/// How the starts of requests lie in time.
enum class Arrivals {
  poisson,  ///< Each as likely at any moment, as those of many independent callers.
  even,     ///< At equal distances.
};

/// Start after start, counted from the beginning of a run. With one seed the starts are always the same.
class Schedule {
 public:
  /// `rate` in starts a second; the first even one is at `first`.
  Schedule(Arrivals arrivals, double rate, std::chrono::duration<double> first, std::uint64_t seed)
      : arrivals_{arrivals}, rate_{rate}, at_{first}, random_{seed} {
    if (arrivals == Arrivals::poisson) at_ += gap();
  }
  /// The next start.
  std::chrono::nanoseconds next() const { return std::chrono::duration_cast<std::chrono::nanoseconds>(at_); }
  void advance() { at_ += gap(); }

 private:
  std::chrono::duration<double> gap() {
    if (arrivals_ == Arrivals::even) return std::chrono::duration<double>{1 / rate_};
    return std::chrono::duration<double>{std::exponential_distribution<double>{rate_}(random_)};
  }

  const Arrivals arrivals_;
  const double rate_;
  std::chrono::duration<double> at_;
  std::mt19937_64 random_;
};

}  // namespace load
