// ListOrder: which end of a list comes first.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// How a list is sorted.
enum class ListOrder {
  asc,   ///< The oldest first.
  desc,  ///< The newest first.
};
constexpr auto describe(Type<ListOrder>) {
  return std::array<Word<ListOrder>, 2>{{{"asc", ListOrder::asc}, {"desc", ListOrder::desc}}};
}

}  // namespace oaicompat::inline v1
