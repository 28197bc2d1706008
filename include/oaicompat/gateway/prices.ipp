// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/prices.hpp>
#include <oaicompat/gateway/rules.hpp>

#include <algorithm>

namespace oaicompat::inline v1 {
namespace detail {

// Sums tokens times prices without a loss: whole nano-dollars, and millionths of one.
class CostSum {
 public:
  void add(std::int64_t tokens, std::int64_t price) {
    constexpr std::int64_t most = 1'000'000'000'000;  // of what an upstream may claim
    const auto count = std::clamp<std::int64_t>(tokens, 0, most);
    if (price / million > 0 && count > std::numeric_limits<std::int64_t>::max() / 8 / (price / million)) {
      whole_ = std::numeric_limits<std::int64_t>::max() / 8;
      return;
    }
    whole_ += count * (price / million);
    parts_ += count * (price % million);
  }
  std::int64_t value() const { return whole_ + (parts_ + million - 1) / million; }

 private:
  static constexpr std::int64_t million = 1'000'000;
  std::int64_t whole_ = 0, parts_ = 0;
};

inline bool names_model(const PriceRow& row, std::string_view model, bool exactly) {
  const auto slash = row.provider.size();
  const bool prefixed = slash > 0 && model.size() > slash && model[slash] == '/' && model.starts_with(row.provider);
  const auto name = prefixed ? model.substr(slash + 1) : model;
  return std::any_of(row.models.begin(), row.models.end(), [&](const std::string& each) {
    if (exactly) return each == name || each == model;
    return each.find('*') != each.npos && (matches_glob(each, name) || matches_glob(each, model));
  });
}

}  // namespace detail

OAICOMPAT_INLINE std::int64_t cost_of(const PriceRow& row, const TokenTally& tokens) {
  const auto* prices = &row.prices;
  for (const auto& tier : row.tiers) {
    if (tokens.input > tier.above) prices = &tier.prices;
  }
  const auto input = std::max<std::int64_t>(tokens.input, 0), output = std::max<std::int64_t>(tokens.output, 0);
  const auto cached = std::clamp<std::int64_t>(tokens.cached, 0, input);
  const auto written = std::clamp<std::int64_t>(tokens.cache_write, 0, input - cached);
  const auto reasoning = std::clamp<std::int64_t>(tokens.reasoning, 0, output);
  detail::CostSum sum;
  sum.add(input - cached - written, prices->input);
  sum.add(cached, prices->cached.value_or(prices->input));
  sum.add(written, prices->cache_write.value_or(prices->input));
  sum.add(output - reasoning, prices->output);
  sum.add(reasoning, prices->reasoning.value_or(prices->output));
  return sum.value();
}

OAICOMPAT_INLINE const PriceRow* Prices::find(std::string_view model, std::int64_t unix_time) const {
  for (const bool exactly : {true, false}) {
    for (const auto& row : rows_) {
      if (unix_time < row.from || unix_time >= row.until) continue;
      if (detail::names_model(row, model, exactly)) return &row;
    }
  }
  return nullptr;
}

}  // namespace oaicompat::inline v1
