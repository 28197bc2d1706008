// What a JSON Schema says, keyword by keyword: shared by those who make instances and those who check them.
// SPDX-License-Identifier: MIT
#pragma once

#include "values.hpp"

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

namespace dom = simdjson::dom;

/// The types of values, as bits: a number that is whole is an `integer`, another one a `fraction`.
enum TypeBits : unsigned {
  null_bit = 1,
  boolean_bit = 2,
  integer_bit = 4,
  fraction_bit = 8,
  string_bit = 16,
  array_bit = 32,
  object_bit = 64,
  every_type = 127,
};
/// The types that `type` allows; all where it does not stand.
unsigned allowed_types(dom::element schema);
/// The type of a value: one bit.
unsigned type_of(dom::element value);

/// The value of a keyword, if it stands there and has that type.
template <class T>
std::optional<T> keyword(dom::element schema, std::string_view name) {
  T value;
  return schema[name].get(value) == simdjson::SUCCESS ? std::optional{value} : std::nullopt;
}
/// The value of a keyword that counts something.
std::optional<std::size_t> count_keyword(dom::element schema, std::string_view name);
/// The strings in the array of a keyword; none where there is no array.
std::vector<std::string_view> strings_of(dom::element schema, std::string_view name);
bool has(dom::element schema, std::string_view name);

/// What `$ref` refers to: a JSON pointer into the same document.
std::optional<dom::element> referred(dom::element root, std::string_view reference);

void add_bounds(NumberBounds& bounds, dom::element schema);
/// False when there would be two patterns.
[[nodiscard]] bool add_bounds(StringBounds& bounds, dom::element schema);

/// The schema that a member of an object must fit besides others, if the object schema names one: that of `properties`,
/// else `additionalProperties`.
std::optional<dom::element> member_schema(dom::element schema, std::string_view name);
/// The schema for the item of an array with this index, if there is one.
std::optional<dom::element> item_schema(dom::element schema, std::size_t index);

/// Whether two values are equal. Objects are equal when they also have the same order.
bool equal(dom::element a, dom::element b);

/// How a value stands to a schema.
enum class Fit {
  fits,
  differs,
  unknown,  ///< It depends on a keyword that is not known here.
};
Fit fit(dom::element value, dom::element schema, dom::element root);

}  // namespace demo
