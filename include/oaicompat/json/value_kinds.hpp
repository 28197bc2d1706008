// The kinds of value that JSON APIs have and C++ does not, and what is asked about them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/any_json.hpp>
#include <oaicompat/json/extras.hpp>
#include <oaicompat/json/maybe.hpp>
#include <oaicompat/json/open_enum.hpp>
#include <oaicompat/json/type.hpp>
#include <oaicompat/json/unions.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

// --- what the walks ask about a type -----------------------------------------------------------------------------

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_maybe = false;
template <class T>
inline constexpr bool is_maybe<Maybe<T>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<Map<T>> = true;
template <class T>
inline constexpr bool is_open_enum = false;
template <class E>
inline constexpr bool is_open_enum<OpenEnum<E>> = true;
template <class T>
inline constexpr bool is_one_of = false;
template <class... Ts>
inline constexpr bool is_one_of<OneOf<Ts...>> = true;
/// A struct that derives from `TaggedUnion`.
template <class T>
inline constexpr bool is_union = requires {
  typename T::CaseList;
};

/// Whether a member of this type may be left out.
template <class T>
inline constexpr bool can_be_absent = is_optional<T> || is_maybe<T>;

namespace detail {
// See json/odd.hpp.
inline constexpr std::uint64_t no_mark = 1;
template <class T>
std::uint64_t mark_of(const T& value);
template <class T>
bool take_other(T& out, std::string_view json);
}  // namespace detail

}  // namespace oaicompat::inline v1
