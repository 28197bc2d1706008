// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/known_words.ipp>
#include <oaicompat/api/row.hpp>
#include <oaicompat/resources/operations.hpp>
#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/streamed_row.ipp>
#include <oaicompat/resources/codec.hpp>
#endif

#include <array>
#include <span>

namespace oaicompat::inline v1::detail {

template <Operation... Ops>
std::array<const Row*, sizeof...(Ops)> rows_of(OperationList<Ops...>) {
  return {&row<Ops>()...};
}

OAICOMPAT_INLINE std::span<const Row* const> rows() {
  static const auto all = rows_of(Operations{});
  return all;
}

}  // namespace oaicompat::inline v1::detail
