// SPDX-License-Identifier: MIT
#include "keywords.hpp"

#include <oaicompat/http/url.hpp>

#include <algorithm>
#include <cmath>

namespace demo {
namespace {

unsigned type_named(std::string_view name) {
  if (name == "null") return null_bit;
  if (name == "boolean") return boolean_bit;
  if (name == "integer") return integer_bit;
  if (name == "number") return integer_bit | fraction_bit;
  if (name == "string") return string_bit;
  if (name == "array") return array_bit;
  return name == "object" ? object_bit : 0U;
}

}  // namespace

unsigned allowed_types(dom::element schema) {
  if (!has(schema, "type")) return every_type;
  if (const auto one = keyword<std::string_view>(schema, "type")) return type_named(*one);
  unsigned types = 0;
  for (const auto name : strings_of(schema, "type")) types |= type_named(name);
  return types;
}

unsigned type_of(dom::element value) {
  switch (value.type()) {
    case dom::element_type::NULL_VALUE: return null_bit;
    case dom::element_type::BOOL: return boolean_bit;
    case dom::element_type::STRING: return string_bit;
    case dom::element_type::ARRAY: return array_bit;
    case dom::element_type::OBJECT: return object_bit;
    case dom::element_type::DOUBLE: {
      const double number = value.get_double();
      return std::floor(number) == number ? integer_bit : fraction_bit;
    }
    default: return integer_bit;
  }
}

std::optional<std::size_t> count_keyword(dom::element schema, std::string_view name) {
  const auto number = keyword<double>(schema, name);
  if (!number || *number < 0) return std::nullopt;
  return static_cast<std::size_t>(std::min(*number, 1e15));
}

std::vector<std::string_view> strings_of(dom::element schema, std::string_view name) {
  std::vector<std::string_view> strings;
  const auto list = keyword<dom::array>(schema, name);
  if (!list) return strings;
  for (const auto each : *list) {
    if (each.is_string()) strings.push_back(each.get_string());
  }
  return strings;
}

bool has(dom::element schema, std::string_view name) { return schema[name].error() == simdjson::SUCCESS; }

std::optional<dom::element> referred(dom::element root, std::string_view reference) {
  if (!reference.starts_with('#')) return std::nullopt;
  const auto pointer = oaicompat::percent_decoded(reference.substr(1));
  if (pointer.empty()) return root;
  dom::element found;
  return root.at_pointer(pointer).get(found) == simdjson::SUCCESS ? std::optional{found} : std::nullopt;
}

void add_bounds(NumberBounds& bounds, dom::element schema) {
  if (const auto bound = keyword<double>(schema, "minimum")) bounds.at_least(*bound, false);
  if (const auto bound = keyword<double>(schema, "maximum")) bounds.at_most(*bound, false);
  if (const auto bound = keyword<double>(schema, "exclusiveMinimum")) bounds.at_least(*bound, true);
  if (const auto bound = keyword<double>(schema, "exclusiveMaximum")) bounds.at_most(*bound, true);
  if (const auto step = keyword<double>(schema, "multipleOf")) bounds.multiples_of.push_back(*step);
}

bool add_bounds(StringBounds& bounds, dom::element schema) {
  if (const auto least = count_keyword(schema, "minLength")) bounds.min_length = std::max(bounds.min_length, *least);
  if (const auto most = count_keyword(schema, "maxLength")) bounds.max_length = std::min(bounds.max_length, *most);
  if (const auto format = keyword<std::string_view>(schema, "format")) bounds.format = *format;
  const auto pattern = keyword<std::string_view>(schema, "pattern");
  if (!pattern) return true;
  return std::exchange(bounds.pattern, *pattern).empty() || bounds.pattern == *pattern;
}

std::optional<dom::element> member_schema(dom::element schema, std::string_view name) {
  if (const auto properties = keyword<dom::element>(schema, "properties")) {
    if (const auto found = keyword<dom::element>(*properties, name)) return found;
  }
  return keyword<dom::element>(schema, "additionalProperties");
}

std::optional<dom::element> item_schema(dom::element schema, std::size_t index) {
  for (const auto list : {"prefixItems", "items"}) {
    const auto items = keyword<dom::array>(schema, list);
    dom::element found;
    if (items && items->at(index).get(found) == simdjson::SUCCESS) return found;
  }
  if (keyword<dom::array>(schema, "items")) return keyword<dom::element>(schema, "additionalItems");
  return keyword<dom::element>(schema, "items");
}

bool equal(dom::element a, dom::element b) {
  if (a.is_number() && b.is_number()) return a.get_double().value() == b.get_double().value();
  return simdjson::minify(a) == simdjson::minify(b);
}

}  // namespace demo
