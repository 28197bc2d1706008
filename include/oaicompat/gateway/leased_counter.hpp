// LeasedCounter: what one gateway knows and has of a counter that it shares.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/shared_rules.hpp>
#include <oaicompat/gateway/shared_state.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

/// How counters are leased.
struct LeaseTerms {
  double share = 0.1;
  std::int64_t nodes = 1;
  std::chrono::milliseconds give_back_after{1000}, renew_after{5000};
};

/// What is told to the server, and asked of it.
struct LeaseAsk {
  std::int64_t from = 0;   ///< Which day or month.
  std::int64_t spent = 0;  ///< Of a day, month or slots: what this gateway took for good.
  std::int64_t have = 0;   ///< What it has left of its leases; below 0 what it owes.
  std::int64_t want = 0;   ///< What it would have.
  std::int64_t need = 0;   ///< With less it has no use for any.
  std::int64_t least = 0;  ///< What at least was taken of a minute, for a server that has forgotten.
};

/// What the server gives.
struct LeaseAnswer {
  std::int64_t have = 0;  ///< In the place of what was told.
  std::int64_t rest = 0;  ///< What is left for all.
  /// What the server has of others, as it has it.
  std::vector<std::pair<std::string, std::string>> others{};
};

/// A counter as one gateway has it: a lease that it counts down, and what the server said last. **Threads**: one at a
/// time.
class LeasedCounter {
 public:
  struct Now {
    Time time{};
    std::int64_t unix_time = 0;
  };

  void move_on(const Charge& charge, Now now);
  bool has(std::int64_t amount, const LeaseTerms& terms, AwayPolicy policy, Now now) const;
  void take(std::int64_t amount, Now now);
  /// More or less than was taken.
  void correct(std::int64_t by);
  /// Remembers what was refused: without it a lease is of no use.
  void miss(std::int64_t amount, Now now);
  Standing standing(Now now) const;
  std::optional<std::chrono::milliseconds> wait(std::int64_t amount, Now now) const;

  /// What is to be told or asked now; it is then under way.
  std::optional<LeaseAsk> ask(const LeaseTerms& terms, Now now);
  /// Everything goes back.
  LeaseAsk leave();
  void answer(const LeaseAsk& asked, LeaseAnswer answer, Now now);
  void fail(Now now);

  void go_away(const LeaseTerms& terms, Now now);
  /// The server is there again, and is told what was taken; everything where it has `forgotten`.
  void come_back(bool forgotten);
  /// The others have told, too: leases are taken again.
  void lease_again() { away_ = false; }
  /// There is something to give back, to renew or to tell.
  bool is_active() const { return pool_ != 0 || asked_ || tell_ || (window_ == Window::open && spent_ > 0); }
  bool must_restore() const { return restore_; }
  bool is_away() const { return away_; }

  Window window() const { return window_; }
  std::int64_t from() const { return from_; }
  std::int64_t limit() const { return limit_; }
  std::int64_t spent() const { return spent_; }
  const std::vector<std::pair<std::string, std::string>>& others() const { return others_; }

  bool listed = false;  ///< For its owner: it is among those that are looked at now and then.

 private:
  std::int64_t lease(const LeaseTerms& terms) const;
  std::int64_t filled(std::int64_t limit, Time since, Time now) const;
  std::int64_t left(Now now) const;
  bool owes_too_much(std::int64_t owed, const LeaseTerms& terms, Now now) const;

  Window window_ = Window::minute;
  std::int64_t limit_ = 0, from_ = 0, until_ = 0;
  std::int64_t pool_ = 0, spent_ = 0, largest_ = 0, need_ = 0;
  std::optional<std::int64_t> rest_;  // as the server said
  Time seen_at_{}, used_at_{}, told_at_{}, ask_after_{};
  bool asked_ = false, tell_ = false, restore_ = false;
  bool away_ = false;
  std::int64_t away_room_ = 0, away_most_ = 0;
  Time away_at_{};
  std::vector<std::pair<std::string, std::string>> others_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/leased_counter.ipp>
#endif
