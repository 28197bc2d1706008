// fit: whether a value is valid against a schema.
// SPDX-License-Identifier: MIT
#include "keywords.hpp"

#include <algorithm>
#include <iterator>

namespace demo {
namespace {

// Keywords that are not known here. Where one stands nothing can be said.
constexpr std::string_view unknown_keywords[] = {"pattern",          "patternProperties",     "propertyNames",
                                                 "dependentSchemas", "unevaluatedProperties", "unevaluatedItems",
                                                 "minContains",      "maxContains",           "$dynamicRef"};

class Check {
 public:
  explicit Check(dom::element root) : root_{root} {}

  Fit operator()(dom::element value, dom::element schema) {
    bool allowed = true;
    if (schema.get(allowed) == simdjson::SUCCESS) return said(allowed);
    if (!schema.is_object() || depth_ > max_depth || ++steps_ > max_steps) return Fit::unknown;
    ++depth_;
    const auto result = both(own(value, schema), [&] { return combined(value, schema); });
    --depth_;
    const auto is_there = [&](std::string_view name) { return has(schema, name); };
    if (result == Fit::fits && std::any_of(std::begin(unknown_keywords), std::end(unknown_keywords), is_there))
      return Fit::unknown;
    return result;
  }

 private:
  static constexpr int max_depth = 200, max_steps = 100'000;

  static Fit said(bool fits) { return fits ? Fit::fits : Fit::differs; }
  static Fit opposite(Fit fit) { return fit == Fit::unknown ? fit : said(fit == Fit::differs); }
  template <class Other>
  static Fit both(Fit one, Other&& other) {
    if (one == Fit::differs) return one;
    const auto two = other();
    return two == Fit::fits ? one : two;
  }

  // What the schema says of the value's own type.
  Fit own(dom::element value, dom::element schema) {
    const auto type = type_of(value);
    if ((allowed_types(schema) & type) == 0) return Fit::differs;
    if (const auto constant = keyword<dom::element>(schema, "const"); constant && !equal(value, *constant))
      return Fit::differs;
    if (const auto list = keyword<dom::array>(schema, "enum")) {
      if (std::none_of(list->begin(), list->end(), [&](auto each) { return equal(value, each); })) return Fit::differs;
    }
    if (type == object_bit) return object(value.get_object(), schema);
    if (type == array_bit) return array(value.get_array(), schema);
    if (type == string_bit) return said(string(value.get_string(), schema));
    if ((type & (integer_bit | fraction_bit)) == 0) return Fit::fits;
    NumberBounds bounds;
    add_bounds(bounds, schema);
    return said(bounds.allow(value.get_double()));
  }
  static bool string(std::string_view text, dom::element schema) {
    const auto is_first = [](char c) { return (c & 0xC0) != 0x80; };
    const auto length = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_first));
    return length >= count_keyword(schema, "minLength").value_or(0) &&
           length <= count_keyword(schema, "maxLength").value_or(length);
  }
  Fit object(dom::object value, dom::element schema) {
    const auto size = value.size();
    if (size < count_keyword(schema, "minProperties").value_or(0)) return Fit::differs;
    if (size > count_keyword(schema, "maxProperties").value_or(size)) return Fit::differs;
    if (!has_all(value, strings_of(schema, "required"))) return Fit::differs;
    auto result = Fit::fits;
    for (const auto member : value) {
      if (const auto dependent = keyword<dom::element>(schema, "dependentRequired")) {
        if (!has_all(value, strings_of(*dependent, member.key))) return Fit::differs;
      }
      const auto wanted = member_schema(schema, member.key);
      if (wanted) result = both(result, [&] { return (*this)(member.value, *wanted); });
    }
    return result;
  }
  static bool has_all(dom::object value, const std::vector<std::string_view>& names) {
    return std::all_of(names.begin(), names.end(), [&](auto name) { return value[name].error() == simdjson::SUCCESS; });
  }
  Fit array(dom::array value, dom::element schema) {
    const auto size = value.size();
    if (size < count_keyword(schema, "minItems").value_or(0)) return Fit::differs;
    if (size > count_keyword(schema, "maxItems").value_or(size)) return Fit::differs;
    auto result = Fit::fits;
    std::size_t index = 0;
    for (const auto item : value) {
      const auto wanted = item_schema(schema, index++);
      if (wanted) result = both(result, [&] { return (*this)(item, *wanted); });
      if (!keyword<bool>(schema, "uniqueItems").value_or(false)) continue;
      if (std::count_if(value.begin(), value.end(), [&](auto each) { return equal(each, item); }) > 1)
        return Fit::differs;
    }
    const auto contained = keyword<dom::element>(schema, "contains");
    if (!contained) return result;
    return both(result, [&] { return any(value, [&](auto item) { return (*this)(item, *contained); }); });
  }

  // What the schema says by way of other schemas.
  Fit combined(dom::element value, dom::element schema) {
    const auto against = [&](dom::element other) { return (*this)(value, other); };
    auto result = Fit::fits;
    if (const auto reference = keyword<std::string_view>(schema, "$ref")) {
      const auto target = referred(root_, *reference);
      result = target ? against(*target) : Fit::unknown;
    }
    if (const auto all = keyword<dom::array>(schema, "allOf")) {
      for (const auto each : *all) result = both(result, [&] { return against(each); });
    }
    if (const auto some = keyword<dom::array>(schema, "anyOf"))
      result = both(result, [&] { return any(*some, against); });
    if (const auto one = keyword<dom::array>(schema, "oneOf"))
      result = both(result, [&] { return exactly_one(*one, against); });
    if (const auto no = keyword<dom::element>(schema, "not"))
      result = both(result, [&] { return opposite(against(*no)); });
    if (const auto condition = keyword<dom::element>(schema, "if")) {
      const auto met = against(*condition);
      if (met == Fit::unknown) return both(result, [] { return Fit::unknown; });
      const auto then = keyword<dom::element>(schema, met == Fit::fits ? "then" : "else");
      if (then) result = both(result, [&] { return against(*then); });
    }
    return result;
  }
  template <class Test>
  static Fit any(dom::array list, Test&& test) {
    auto result = Fit::differs;
    for (const auto each : list) {
      const auto found = test(each);
      if (found == Fit::fits) return found;
      if (found == Fit::unknown) result = found;
    }
    return result;
  }
  template <class Test>
  static Fit exactly_one(dom::array list, Test&& test) {
    int fitting = 0;
    for (const auto each : list) {
      const auto found = test(each);
      if (found == Fit::unknown) return found;
      if (found == Fit::fits) ++fitting;
    }
    return said(fitting == 1);
  }

  dom::element root_;
  int depth_ = 0, steps_ = 0;
};

}  // namespace

Fit fit(dom::element value, dom::element schema, dom::element root) { return Check{root}(value, schema); }

}  // namespace demo
