// Prices: what tokens cost, by model and date, read from TOML.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/gateway/request_report.hpp>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// What a million tokens of each kind cost, in nano-dollars.
struct TokenPrices {
  std::int64_t input = 0;
  std::int64_t output = 0;
  std::optional<std::int64_t> cached{};       ///< Input that a cache held. Default as `input`.
  std::optional<std::int64_t> cache_write{};  ///< Input that was put into a cache. Default as `input`.
  std::optional<std::int64_t> reasoning{};    ///< Output that is not shown. Default as `output`.
};

/// Other prices for the whole of a request whose prompt is longer.
struct PriceTier {
  std::int64_t above = 0;  ///< Tokens of the prompt.
  TokenPrices prices{};
};

/// A row of a price list.
struct PriceRow {
  std::string provider{};
  std::vector<std::string> models{};  ///< Names, or globs in which `*` stands for any characters.
  std::int64_t from = std::numeric_limits<std::int64_t>::min();   ///< In seconds since 1970. Default always.
  std::int64_t until = std::numeric_limits<std::int64_t>::max();  ///< In seconds since 1970, exclusive. Default always.
  TokenPrices prices{};
  std::vector<PriceTier> tiers{};  ///< By `above`, ascending.
};

/// What an answer's tokens cost by a row, in nano-dollars; a part of one is rounded up.
OAICOMPAT_API std::int64_t cost_of(const PriceRow& row, const TokenTally& tokens);

/// A list of prices. **Threads**: reading is safe from many.
class OAICOMPAT_API Prices {
 public:
  Prices() = default;
  explicit Prices(std::vector<PriceRow> rows) : rows_{std::move(rows)} {}

  /// The row of a model at a time; null where there is none. `model` is a name, or `provider/name`. A row that names it
  /// goes before one whose glob matches, and otherwise an earlier one before a later one. **Lifetime**: of the list.
  const PriceRow* find(std::string_view model, std::int64_t unix_time) const;
  const std::vector<PriceRow>& rows() const { return rows_; }

 private:
  std::vector<PriceRow> rows_;
};
using PricesPtr = std::shared_ptr<const Prices>;

/// Reads a price list. Prices are in dollars for a million tokens, dates are days of UTC:
///
///     [[prices]]
///     provider = "openai"
///     models = ["gpt-5-mini", "gpt-5-mini-20*"]
///     from = 2025-08-07
///     input = 0.25
///     cached = 0.025
///     output = 2.0
///     tiers = [{ above = 200000, input = 0.5, output = 3.0 }]
///
/// **Errors**: `ErrorKind::parse`, as `read_rules`.
OAICOMPAT_API Result<PricesPtr> read_prices(std::string_view toml);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/prices.ipp>
#include <oaicompat/gateway/rules_prices.ipp>
#endif
