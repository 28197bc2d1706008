// AttributeFilter: which entries of an index may be found, by their attributes.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace oaicompat::inline v1 {

/// What an attribute holds.
using AttributeValue = std::variant<std::string, double, bool>;
/// The attributes of an entry, by name.
using AttributeMap = std::map<std::string, AttributeValue, std::less<>>;

/// A comparison of one attribute with a value, or several filters joined.
struct AttributeFilter {
  enum class Kind { eq, ne, gt, gte, lt, lte, in, nin, all_of, any_of };
  Kind kind = Kind::all_of;
  /// The attribute's name, of a comparison.
  std::string key{};
  /// The value that it is compared with; of `in` and `nin` any number of them.
  std::vector<AttributeValue> values{};
  /// The filters that `all_of` and `any_of` join.
  std::vector<AttributeFilter> filters{};
};

/// Whether attributes pass a filter. An attribute that is absent, or of another kind than the value, passes `ne` and
/// `nin` alone. Strings are ordered by their bytes; booleans have no order. `all_of` nothing is true, `any_of` nothing
/// is false.
OAICOMPAT_API bool passes(const AttributeFilter& filter, const AttributeMap& attributes);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/search/attribute_filter.ipp>
#endif
