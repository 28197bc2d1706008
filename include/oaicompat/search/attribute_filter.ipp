// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/search/attribute_filter.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <variant>

namespace oaicompat::inline v1 {
namespace detail {

// Below 0, 0 or above; nothing where there is no order.
inline std::optional<int> compared(const AttributeValue& a, const AttributeValue& b) {
  if (a.index() != b.index() || std::holds_alternative<bool>(a)) return std::nullopt;
  return a < b ? -1 : b < a ? 1 : 0;
}

inline bool passes_comparison(const AttributeFilter& filter, const AttributeMap& attributes) {
  using Kind = AttributeFilter::Kind;
  const auto found = attributes.find(filter.key);
  const bool is_one = found != attributes.end() &&
                      std::find(filter.values.begin(), filter.values.end(), found->second) != filter.values.end();
  if (filter.kind == Kind::eq || filter.kind == Kind::in) return is_one;
  if (filter.kind == Kind::ne || filter.kind == Kind::nin) return !is_one;
  if (found == attributes.end() || filter.values.empty()) return false;
  const auto order = compared(found->second, filter.values.front());
  if (!order) return false;
  switch (filter.kind) {
    case Kind::gt: return *order > 0;
    case Kind::gte: return *order >= 0;
    case Kind::lt: return *order < 0;
    default: return *order <= 0;
  }
}

}  // namespace detail

OAICOMPAT_INLINE bool passes(const AttributeFilter& filter, const AttributeMap& attributes) {
  const auto each = [&](const AttributeFilter& inner) { return passes(inner, attributes); };
  if (filter.kind == AttributeFilter::Kind::all_of)
    return std::all_of(filter.filters.begin(), filter.filters.end(), each);
  if (filter.kind == AttributeFilter::Kind::any_of)
    return std::any_of(filter.filters.begin(), filter.filters.end(), each);
  return detail::passes_comparison(filter, attributes);
}

}  // namespace oaicompat::inline v1
