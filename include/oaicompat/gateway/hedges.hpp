// HedgeBoard: when a second target is asked as well, and how often that may be.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/rules.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace oaicompat::inline v1 {

/// Remembers the times to the first token, by target and model, and counts hedges against requests, by route.
/// **Threads**: safe to use from many.
class OAICOMPAT_API HedgeBoard {
 public:
  explicit HedgeBoard(ClockPtr clock = real_clock()) : clock_{std::move(clock)} {}

  /// A target and a model took so long to the first token; without a time, longer than anybody waited for it.
  void observe(std::string_view target, std::string_view model, std::optional<Duration> first_token);
  /// How long a route waits for a target and a model. A quantile counts once 50 times were observed. Where it falls
  /// among few slow answers that stand apart from the others, the slowest of the others counts.
  Duration after(const RouteHedge& hedge, std::string_view target, std::string_view model);

  /// A request of the route begins: it adds its share to what hedges may take.
  void count_request(const Route& route);
  /// Takes one extra attempt; false where the share of the route is used up, or a target asked to be left alone. Over
  /// any number of requests the hedges are at most `budget` of them and `burst` more.
  bool take(const Route& route);
  /// The attempt that was taken is not made after all.
  void give_back(const Route& route);
  /// No hedges until then: a target asked for it.
  void hold_off(Time until);

  static constexpr std::size_t samples_needed = 50;  ///< Before a quantile counts.
  static constexpr double burst = 10;                ///< Hedges in a row.

 private:
  static constexpr std::size_t kept = 512;  // times, of which the oldest goes first
  static constexpr std::size_t most_models = 1'000;
  struct Samples {
    std::array<float, kept> seconds{};
    std::size_t count = 0, stale = 0;  // since the quantile was drawn
    double quantile = 0;
    Duration drawn{0};
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  template <class T>
  using ByName = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

  static std::string name_of(std::string_view target, std::string_view model);
  static void draw(Samples& samples, double quantile);
  static std::size_t before_the_slow(const std::vector<float>& sorted, std::size_t place);

  const ClockPtr clock_;
  std::mutex mutex_;
  ByName<Samples> samples_;
  ByName<double> credit_;  // of each route
  std::optional<Time> quiet_until_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/hedges.ipp>
#endif
