// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/calendar_window.hpp>
#include <oaicompat/gateway/shared_state.ipp>
#include <oaicompat/gateway/stored_state.hpp>
#include <oaicompat/json/member_scan.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

class StoredState final : public SharedState {
 public:
  StoredState(StorePtr store, ClockPtr clock)
      : store_{std::move(store)}, clock_{std::move(clock)}, memory_{memory_state(clock_)} {}
  ~StoredState() override {
    resting_until_.reset();
    for (auto& [name, each] : bounds_) {
      const auto came = memory_->reserve({each.charge()});
      if (came.windows[0] == each.window) write(name, each, each.limit - came.standings[0].remaining);
    }
  }

  Reservation reserve(const std::vector<Charge>& charges) override {
    const std::lock_guard lock{mutex_};
    for (const auto& charge : charges) load(charge);
    auto out = memory_->reserve(charges);
    for (std::size_t i = 0; i < charges.size(); ++i) keep(charges[i], out.windows[i], out.standings[i]);
    return out;
  }
  void settle(const Charge& charge, std::int64_t window, std::int64_t used) override {
    const std::lock_guard lock{mutex_};
    load(charge);
    memory_->settle(charge, window, used);
    if (is_kept(charge) && used > charge.amount) keep(charge, window, memory_->look(charge));
  }
  Standing look(const Charge& charge) const override {
    const std::lock_guard lock{mutex_};
    load(charge);
    return memory_->look(charge);
  }

 private:
  struct Bound {
    Window kind = Window::day;
    std::int64_t limit = 0, window = 0, taken = 0;  // `taken` as the store has it
    std::string name{};
    Charge charge() const { return {name, kind, limit, 0}; }
  };
  static constexpr std::string_view collection = "gateway/budgets";

  static bool is_kept(const Charge& charge) { return is_calendar(charge.window); }
  static std::int64_t number(const Bytes& json, std::string_view key) {
    const auto text = member_text(json, key).value_or("");
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
  }

  bool is_resting() const { return resting_until_ && clock_->now() < *resting_until_; }
  // A store that fails is not asked by every request.
  void rest() const { resting_until_ = clock_->now() + std::chrono::seconds{1}; }

  // What an earlier process took is taken of this one's counters, once.
  void load(const Charge& charge) const {
    if (!is_kept(charge) || is_resting() || bounds_.find(charge.counter) != bounds_.end()) return;
    const auto found = store_->read(collection, charge.counter);
    if (!found) return rest();
    Bound bound{.kind = charge.window, .limit = charge.limit, .name = std::string{charge.counter}};
    const Charge nothing{charge.counter, charge.window, charge.limit, 0};
    bound.window = memory_->reserve({nothing}).windows[0];
    if (*found && number((*found)->value, "window") == bound.window) {
      bound.taken = number((*found)->value, "taken");
      memory_->settle(nothing, bound.window, bound.taken);
    }
    bounds_.emplace(bound.name, bound);
  }
  // Writes a bound before more is taken than the last one says.
  void keep(const Charge& charge, std::int64_t window, const Standing& standing) {
    const auto found = bounds_.find(charge.counter);
    if (!is_kept(charge) || found == bounds_.end()) return;
    auto& bound = found->second;
    if (bound.window != window) bound.taken = 0;
    bound.window = window;
    bound.limit = charge.limit;
    const auto taken = charge.limit - standing.remaining;
    if (taken > bound.taken) write(bound.name, bound, std::min(charge.limit, taken + charge.limit / 50));
  }
  void write(const std::string& name, Bound& bound, std::int64_t taken) {
    if (is_resting()) return;
    constexpr std::int64_t forty_days = 40 * day_seconds;
    Record record{.id = name,
                  .value = fmt::format(R"({{"window":{},"taken":{}}})", bound.window, taken),
                  .expires_at = clock_->unix_time() + forty_days};
    if (!store_->write({{.collection = std::string{collection}, .put = std::move(record)}})) return rest();
    bound.taken = taken;
  }

  const StorePtr store_;
  const ClockPtr clock_;
  const SharedStatePtr memory_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Bound, std::less<>> bounds_;
  mutable std::optional<Time> resting_until_;
};

}  // namespace detail

OAICOMPAT_INLINE SharedStatePtr stored_state(StorePtr store, ClockPtr clock) {
  return std::make_shared<detail::StoredState>(std::move(store), std::move(clock));
}

}  // namespace oaicompat::inline v1
