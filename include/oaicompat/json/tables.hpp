// Tables: a described struct, and a union, as reading and writing see them at run time.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/json/fields.hpp>
#include <oaicompat/json/key_index.hpp>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace oaicompat::inline v1::detail {

// One bit for each kind of JSON value.
enum Kinds : unsigned {
  no_kind = 0,
  string_kind = 1,
  number_kind = 2,
  boolean_kind = 4,
  array_kind = 8,
  object_kind = 16,
  null_kind = 32,
  any_kind = 63
};

template <class T>
struct KindsOf {
  static constexpr unsigned value = std::is_same_v<T, bool>                    ? boolean_kind
                                    : std::is_arithmetic_v<T>                  ? number_kind
                                    : is_vector<T>                             ? array_kind
                                    : is_map<T> || is_union<T> || Described<T> ? object_kind
                                                                               : string_kind;
};
template <>
struct KindsOf<Json> {
  static constexpr unsigned value = any_kind;
};
template <class T>
struct KindsOf<std::optional<T>> {
  static constexpr unsigned value = KindsOf<T>::value | null_kind;
};
template <class T>
struct KindsOf<Maybe<T>> {
  static constexpr unsigned value = KindsOf<T>::value | null_kind;
};
template <class T>
struct KindsOf<std::map<std::string, T>> {
  static constexpr unsigned value = object_kind;
};
template <class... Ts>
struct KindsOf<OneOf<Ts...>> {
  static constexpr unsigned value = (KindsOf<Ts>::value | ...);
};

// What reading and writing do with the type of a member: once for each such type, for all structs that have one.
struct ValueOps {
  bool (*read)(Reader&, JsonCursor&, void* value);
  void (*write)(JsonWriter&, const void* value);
  // Of a type that takes values of other forms (see json/odd.hpp), else null.
  std::uint64_t (*take)(std::string_view json, void* value);  // makes what it can of another form; gives its mark
  std::uint64_t (*mark)(const void* value);
  unsigned kinds;  // that the type has a place for: an optional has none for null, it is absent then
  bool whole;      // an integer
  bool absentable;
};

struct FieldRow {
  std::string_view name;
  const ValueOps* ops;
  std::uint16_t key;  // where its `,"name":` stands in the struct's keys
  bool parts;         // text that may come in parts
};

// A described struct. One loop over the rows reads it, one writes it.
struct ObjectTable {
  using Use = bool (*)(const void* fresh, const void* context);

  const FieldRow* rows;
  const std::uint32_t* offsets;  // of the members in the struct; the last is that of `extra`
  std::size_t count;
  KeySlots index;
  const char* keys;
  std::uint64_t required, written;                   // a bit a row: must be there when strict; is written though absent
  std::uint64_t filled;                              // has no absent state, and is written
  std::uint64_t (*present)(const void* object);      // a bit a row: is not absent
  bool (*with_fresh)(Use use, const void* context);  // calls it with a new struct
  bool keeps_extras;
  std::uint32_t type;

  void* at(void* object, std::size_t row) const { return static_cast<char*>(object) + offsets[row]; }
  const void* at(const void* object, std::size_t row) const { return static_cast<const char*>(object) + offsets[row]; }
  Extras* extras(void* object) const { return keeps_extras ? static_cast<Extras*>(at(object, count)) : nullptr; }
  const Extras* extras(const void* object) const {
    return keeps_extras ? static_cast<const Extras*>(at(object, count)) : nullptr;
  }
  std::size_t place_of(std::string_view name) const {
    return index.find(name, count, [&](std::size_t i) { return rows[i].name == name; });
  }
};
// A source that compiles a table declares it `extern template` in those that need it too.
template <Described T>
struct ObjectTableOf {
  // Any struct of the type will do: the places of the members are learnt from the first.
  static const ObjectTable& get(const T& any);
};
template <Described T>
const ObjectTable& object_table(const T& any) {
  return ObjectTableOf<T>::get(any);
}

// An alternative of a union.
struct UnionCase {
  std::span<const std::string_view> words;
  std::string_view implied_by;    // an object without a tag is of this case where it has this member
  void* (*emplace)(void* value);  // gives the new alternative
  const ObjectTable& (*table)(const void* alternative);
  void (*set_tag)(void* alternative, Text&& tag);  // null where the struct does not hold the tag
};
// Which alternative a union holds; the place past the last case is that of `Unknown`.
struct Alternative {
  std::size_t place;
  const void* value;
};
struct UnionTable {
  std::string_view key;
  std::span<const UnionCase> cases;
  void (*keep)(void* value, Unknown&& other);
  Alternative (*alternative)(const void* value);
};
template <class U>
requires is_union<U>
const UnionTable& union_table();

}  // namespace oaicompat::inline v1::detail
