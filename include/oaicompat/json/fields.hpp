// describe: a struct's JSON form, said once.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/value_kinds.hpp>

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace oaicompat::inline v1 {

/// One member of a described struct: its name on the wire, where it stands, and what it is for.
///
/// A member is **required** when its type has no absent state (a `Text`, a number, a vector). `require()` makes a
/// `Maybe` required: its key is always written, absent as `null`. `always()` makes its key be written so without being
/// required when reading. `optional()` lets the key of any other member be missing when reading; it is still always
/// written. `in_parts()` lets text come as a list of parts too: the member holds the text in them, and the list is kept
/// with the extras and written back.
template <class Owner, class Value>
struct Field {
  using value_type = Value;
  std::string_view name;
  Value Owner::*member;
  std::string_view doc;
  bool required = !can_be_absent<Value>;
  bool written = required;
  bool parts = false;

  constexpr Field require() const {
    auto copy = *this;
    copy.required = copy.written = true;
    return copy;
  }
  constexpr Field always() const {
    auto copy = *this;
    copy.written = true;
    return copy;
  }
  constexpr Field optional() const {
    auto copy = *this;
    copy.required = false;
    return copy;
  }
  constexpr Field in_parts() const {
    auto copy = *this;
    copy.parts = true;
    return copy;
  }
};

/// Describes a member: `field("city", &Weather::city, "Where.")`.
template <class Owner, class Value>
constexpr Field<Owner, Value> field(std::string_view name, Value Owner::*member, std::string_view doc = {}) {
  return {name, member, doc};
}

namespace detail {
// A list of fields. Not a std::tuple, which costs a compiler several times as much.
template <std::size_t I, class F>
struct FieldAt {
  F field;
};
template <class Places, class... Fields>
struct FieldList;
template <std::size_t... I, class... Fields>
struct FieldList<std::index_sequence<I...>, Fields...> : FieldAt<I, Fields>... {
  static constexpr std::size_t size = sizeof...(Fields);
};
template <std::size_t I, class F>
constexpr const F& field_at(const FieldAt<I, F>& at) {
  return at.field;
}
}  // namespace detail

/// A struct's description: its name and its fields in the order in which they are written.
template <class... Fields>
struct Object {
  std::string_view name;
  detail::FieldList<std::index_sequence_for<Fields...>, Fields...> fields;
};

/// Describes a struct. A free function beside the struct gives it, found by argument-dependent look-up:
///
///     struct Weather { std::string city; double celsius = 0; };
///     constexpr auto describe(oaicompat::Type<Weather>) {
///       return oaicompat::object("Weather", oaicompat::field("city", &Weather::city, "Where."),
///                                oaicompat::field("celsius", &Weather::celsius, "How warm."));
///     }
template <class... Fields>
constexpr Object<Fields...> object(std::string_view name, Fields... fields) {
  return {name, {{fields}...}};
}

/// A struct that has a description.
template <class T>
concept Described = requires {
  describe(Type<T>{}).fields;
};

template <Described T>
inline constexpr auto description = describe(Type<T>{});
template <Described T>
inline constexpr std::size_t field_count = decltype(description<T>.fields)::size;

/// Calls `f` with each field of a described struct, in order.
template <Described T, class F>
constexpr void for_each_field(F&& f) {
  [&]<std::size_t... I>(std::index_sequence<I...>) { (f(detail::field_at<I>(description<T>.fields)), ...); }
  (std::make_index_sequence<field_count<T>>{});
}

/// A struct that keeps the fields it does not know.
template <class T>
concept KeepsExtras = requires(T& t) {
  { t.extra } -> std::same_as<Extras&>;
};

/// Found for the library's own structs alone: its tests hold them against `describes_every_member`.
void is_struct_of_library(const void*);

namespace detail {
void is_struct_of_library();  // hides the other one from all but argument-dependent look-up
template <class T>
concept StructOfLibrary = requires(const T* object) {
  is_struct_of_library(object);
};

// What tells the extras of one described type from those of another.
template <Described T>
inline constexpr std::uint32_t type_mark = [] {
  std::uint32_t mark = 0x811C9DC5u;
  for (const char c : description<T>.name) mark = (mark ^ static_cast<unsigned char>(c)) * 0x01000193u;
  return mark;
}();
template <Described T>
constexpr std::size_t field_place(std::string_view name) {
  std::size_t place = field_count<T>;
  for_each_field<T>([&, i = std::size_t{0}](const auto& f) mutable {
    if (f.name == name) place = i;
    ++i;
  });
  return place;
}
template <Described T>
constexpr std::uint64_t field_bit(std::string_view name) {
  return std::uint64_t{1} << (field_place<T>(name) & 63);
}

// Converts to anything: as many of them as an aggregate takes is the number of its members.
struct AnyValue {
  template <class U>
  operator U() const;
};
template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{((void)I, AnyValue{})...}; };
}
}  // namespace detail

/// Whether a member that is required was absent where the struct was read, and still holds its default then.
template <Described T>
requires KeepsExtras<T>
bool was_absent(const T& value, std::string_view name) {
  return (value.extra.odd(detail::type_mark<T>) & detail::field_bit<T>(name)) != 0;
}

/// Whether the description of T names every member but `extra`: a forgotten member is a compile error where T is read
/// or written.
template <Described T>
constexpr bool describes_every_member() {
  if constexpr (!std::is_aggregate_v<T>) {
    return true;
  } else {
    constexpr std::size_t n = field_count<T> + (KeepsExtras<T> ? 1 : 0);
    return detail::takes<T>(std::make_index_sequence<n>{}) && !detail::takes<T>(std::make_index_sequence<n + 1>{});
  }
}

}  // namespace oaicompat::inline v1
