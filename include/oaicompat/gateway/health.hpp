// Health: how the targets of a gateway do, as this process has seen it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/rules.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// Whether a target is asked.
enum class Breaker : std::uint8_t {
  closed,     ///< It is.
  half_open,  ///< One request may try whether it is well again.
  open,       ///< It rests.
};

/// How a target does, at one moment.
struct TargetHealth {
  Breaker breaker = Breaker::closed;
  bool drained = false;                      ///< An administrator took it out.
  std::uint32_t in_flight = 0;               ///< Requests that have begun and not ended.
  std::chrono::microseconds first_token{0};  ///< A moving mean; 0 where none has come.
};
/// Of each target, by its place in the rules.
using HealthView = std::vector<TargetHealth>;
/// How the target of a name does.
struct TargetState {
  std::string name{};
  TargetHealth health{};
};

/// What an attempt says about its target.
enum class Verdict : std::uint8_t {
  nothing,       ///< It blames somebody else, or nobody.
  good,          ///< It is well.
  failed,        ///< It counts towards the breaker.
  failed_twice,  ///< It counts double.
  rests,         ///< It asked to be left alone until a time, or its key is of no use until then.
};

/// Counts what attempts say. **Threads**: safe to use from many; reading takes no lock.
class OAICOMPAT_API HealthBoard {
 public:
  HealthBoard(std::size_t targets, RouteBreaker breaker, ClockPtr clock = real_clock());

  /// Writes how each target does into `out`, whose memory is used again.
  void view(HealthView& out) const;
  /// How one target does.
  TargetHealth of(std::uint32_t target) const { return health_of(*targets_[target], now()); }
  /// An attempt begins: it counts as in flight. Takes the one probe of a target that is half open.
  void begin(std::uint32_t target);
  /// The same where the target does not rest; else false, and nothing begins. Of many who try at once while it is half
  /// open one begins.
  bool try_begin(std::uint32_t target);
  /// It ends. `begun` is when it began: what began before the breaker opened does not close it. `until` goes with
  /// `Verdict::rests`; the later of two times counts.
  void end(std::uint32_t target, Verdict verdict, Time begun, std::optional<Time> until = {});
  /// A first token came after so long.
  void first_token(std::uint32_t target, Duration after);
  /// What is known of a target is from now on the same on both boards, the requests in flight there included. Before
  /// this board is used.
  void share(std::uint32_t target, const HealthBoard& other, std::uint32_t theirs);
  /// Takes a target out, or brings it back.
  void drain(std::uint32_t target, bool drained);
  /// The earliest time at which one of the targets may be asked again; nothing where one may be now.
  std::optional<Time> next_open(const std::vector<std::uint32_t>& targets) const;

 private:
  struct Target {
    std::atomic<std::int64_t> open_until{0};  // of the clock, in nanoseconds; 0 where closed
    std::atomic<std::int64_t> opened_at{0};
    std::atomic<std::int64_t> probe_at{0};  // when the last probe began; 0 where none runs
    std::atomic<std::int64_t> cooldown{0};  // the last one, in nanoseconds
    std::atomic<std::int64_t> first_token{0};
    std::atomic<int> failures{0};
    std::atomic<std::uint32_t> in_flight{0};
    std::atomic<bool> drained{false};
  };
  void fail(Target& target, int count, std::int64_t now);
  void rest(Target& target, std::int64_t until, std::int64_t now);
  std::int64_t now() const { return nanoseconds(clock_->now()); }
  static std::int64_t nanoseconds(Time time) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
  }
  TargetHealth health_of(const Target& target, std::int64_t now) const;
  Breaker breaker_of(const Target& target, std::int64_t now) const;
  bool take_probe(Target& target, std::int64_t now) const;

  std::vector<std::shared_ptr<Target>> targets_;
  const RouteBreaker breaker_;
  const ClockPtr clock_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/health.ipp>
#endif
