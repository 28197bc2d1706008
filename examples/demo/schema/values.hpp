// The scalars of schema_instance: numbers and strings within their bounds.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// What a schema asks of a number.
struct NumberBounds {
  bool whole = false;
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  bool above_low = false, below_high = false;  ///< The bound itself is not allowed.
  std::vector<double> multiples_of{};

  void at_least(double bound, bool exclusive);
  void at_most(double bound, bool exclusive);
  bool allow(double number) const;
};
/// A number within the bounds as JSON, if one is found; another variant is another number where there is room.
std::optional<std::string> number_within(const NumberBounds& bounds, std::uint64_t variant);

/// What a schema asks of a string. Lengths are in characters.
struct StringBounds {
  std::size_t min_length = 0, max_length = std::numeric_limits<std::size_t>::max();
  std::string_view format{}, pattern{};
};
/// A string within the bounds, if one is found; else `why` says why not.
std::optional<std::string> string_within(const StringBounds& bounds, std::uint64_t variant, std::string& why);

/// A string that a regular expression matches: each repetition taken `stretch` times more than it must be, each choice
/// of a character made after `variant`. Nothing for an expression that is malformed or has look-around, references or
/// other rare things; `why` names what cannot be read.
std::optional<std::string> string_like(std::string_view pattern, std::size_t stretch, std::uint64_t variant,
                                       std::string& why);

}  // namespace demo
