// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/hedges.hpp>

#include <algorithm>
#include <chrono>
#include <limits>
#include <vector>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::string HedgeBoard::name_of(std::string_view target, std::string_view model) {
  std::string out{target};
  out += '\n';
  return out.append(model);
}

OAICOMPAT_INLINE void HedgeBoard::observe(std::string_view target, std::string_view model,
                                          std::optional<Duration> first_token) {
  const auto name = name_of(target, model);
  const std::lock_guard lock{mutex_};
  auto found = samples_.find(name);
  if (found == samples_.end()) {
    if (samples_.size() >= most_models) return;
    found = samples_.try_emplace(name).first;
  }
  auto& samples = found->second;
  samples.seconds[samples.count++ % kept] =
      first_token ? std::chrono::duration<float>{*first_token}.count() : std::numeric_limits<float>::infinity();
  ++samples.stale;
}

// Where slow answers are about as many as the quantile leaves out, chance says on which side of the step between them
// and the others it falls. So a step within a twentieth of it counts, and above it only a near one: times of one kind,
// however wide, have none.
OAICOMPAT_INLINE std::size_t HedgeBoard::before_the_slow(const std::vector<float>& sorted, std::size_t place) {
  constexpr float step = 1.5f, near = 1.1f;
  const auto around = sorted.size() / 20, last = std::min(sorted.size() - 1, place + around);
  for (auto at = place - std::min(place, around); at < last; ++at) {
    if (sorted[at + 1] > step * sorted[at] && sorted[at] <= near * sorted[place]) return at;
  }
  return place;
}

OAICOMPAT_INLINE void HedgeBoard::draw(Samples& samples, double quantile) {
  const auto size = std::min(samples.count, kept);
  std::vector<float> sorted(samples.seconds.begin(), samples.seconds.begin() + static_cast<std::ptrdiff_t>(size));
  const auto place = std::min(size - 1, static_cast<std::size_t>(quantile * static_cast<double>(size)));
  std::sort(sorted.begin(), sorted.end());
  const auto seconds = std::min<double>(sorted[before_the_slow(sorted, place)], 3'600);
  samples.drawn = std::chrono::duration_cast<Duration>(std::chrono::duration<double>{seconds});
  samples.quantile = quantile;
  samples.stale = 0;
}

OAICOMPAT_INLINE Duration HedgeBoard::after(const RouteHedge& hedge, std::string_view target, std::string_view model) {
  constexpr std::size_t drawn_each = 16;
  const auto fixed = detail::bounded_span(hedge.after);
  if (hedge.quantile <= 0) return fixed;
  const auto name = name_of(target, model);
  const std::lock_guard lock{mutex_};
  const auto found = samples_.find(name);
  if (found == samples_.end() || found->second.count < samples_needed) return fixed;
  auto& samples = found->second;
  if (samples.stale >= drawn_each || samples.quantile != hedge.quantile) draw(samples, hedge.quantile);
  return std::clamp(samples.drawn, detail::bounded_span(hedge.min), detail::bounded_span(hedge.max));
}

OAICOMPAT_INLINE void HedgeBoard::count_request(const Route& route) {
  const std::lock_guard lock{mutex_};
  auto found = credit_.find(route.name);
  if (found == credit_.end()) found = credit_.try_emplace(route.name, 1.0).first;
  found->second = std::min(burst, found->second + route.hedge.budget);
}

OAICOMPAT_INLINE bool HedgeBoard::take(const Route& route) {
  const auto now = clock_->now();
  const std::lock_guard lock{mutex_};
  const auto found = credit_.find(route.name);
  if (found == credit_.end() || found->second < 1 || (quiet_until_ && now < *quiet_until_)) return false;
  found->second -= 1;
  return true;
}

OAICOMPAT_INLINE void HedgeBoard::give_back(const Route& route) {
  const std::lock_guard lock{mutex_};
  if (const auto found = credit_.find(route.name); found != credit_.end()) found->second += 1;
}

OAICOMPAT_INLINE void HedgeBoard::hold_off(Time until) {
  const std::lock_guard lock{mutex_};
  if (!quiet_until_ || *quiet_until_ < until) quiet_until_ = until;
}

}  // namespace oaicompat::inline v1
