// SearchFilter: which files a search may find.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// How a filter compares, or joins others.
enum class SearchFilterType {
  eq,    ///< Equal.
  ne,    ///< Not equal.
  gt,    ///< Greater.
  gte,   ///< Greater or equal.
  lt,    ///< Less.
  lte,   ///< Less or equal.
  in_,   ///< One of several.
  nin,   ///< None of several.
  and_,  ///< All of the filters within.
  or_,   ///< Any of the filters within.
};
constexpr auto describe(Type<SearchFilterType>) {
  return std::array<Word<SearchFilterType>, 10>{{{"eq", SearchFilterType::eq},
                                                 {"ne", SearchFilterType::ne},
                                                 {"gt", SearchFilterType::gt},
                                                 {"gte", SearchFilterType::gte},
                                                 {"lt", SearchFilterType::lt},
                                                 {"lte", SearchFilterType::lte},
                                                 {"in", SearchFilterType::in_},
                                                 {"nin", SearchFilterType::nin},
                                                 {"and", SearchFilterType::and_},
                                                 {"or", SearchFilterType::or_}}};
}

/// Compares an attribute of a file with a value, or joins such filters. Mirrors `Filters`.
struct SearchFilter {
  /// How it compares or joins.
  OpenEnum<SearchFilterType> type{};
  /// The attribute's name, where it compares.
  std::optional<Text> key{};
  /// What the attribute is compared with.
  std::optional<OneOf<Text, double, bool, std::vector<OneOf<Text, double>>>> value{};
  /// The filters that it joins.
  std::optional<std::vector<SearchFilter>> filters{};
  Extras extra{};
  bool operator==(const SearchFilter&) const = default;
};

}  // namespace oaicompat::inline v1
