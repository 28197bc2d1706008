// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/gateway/schema_check.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail {

inline bool has_json_type(const Json& value, std::string_view type) {
  switch (value.kind()) {
    case JsonKind::null: return type == "null";
    case JsonKind::boolean: return type == "boolean";
    case JsonKind::string: return type == "string";
    case JsonKind::array: return type == "array";
    case JsonKind::object: return type == "object";
    case JsonKind::number: break;
  }
  const auto number = value.as_number();
  return type == "number" || (type == "integer" && number && std::trunc(*number) == *number);
}

inline bool is_same_json(const Json& a, const Json& b) {
  if (a.kind() != b.kind()) return false;
  if (a.kind() == JsonKind::string) return a.as_string() == b.as_string();
  if (a.kind() == JsonKind::number) return a.as_number() == b.as_number();
  return a == b;
}

// One schema, and what its references point into.
class SchemaLook {
 public:
  explicit SchemaLook(const Json& root) : root_{root} {}

  bool fits(const Json& schema, const Json& value, int depth = 0) const {
    constexpr int deepest = 64;
    constexpr std::size_t most_read = std::size_t{32} << 20;
    constexpr std::size_t of_a_look = 4096;  // what begins one, in bytes
    read_ += of_a_look + schema.view().size() + value.view().size();
    if (depth > deepest || read_ > most_read) return true;
    if (schema.kind() == JsonKind::boolean) return schema.as_bool().value_or(true);
    bool fits = true;
    for (const auto& [name, rule] : schema.members()) {
      fits = fits && fits_keyword(schema, name.view(), rule, value, depth + 1);
    }
    return fits;
  }

 private:
  bool fits_keyword(const Json& schema, std::string_view name, const Json& rule, const Json& value, int depth) const {
    const auto fits_one = [&](const Json& each) { return fits(each, value, depth); };
    if (name == "type") return fits_type(rule, value);
    if (name == "const") return is_same_json(rule, value);
    if (name == "enum") return any_of(rule, [&](const Json& each) { return is_same_json(each, value); });
    if (name == "anyOf") return any_of(rule, fits_one);
    if (name == "oneOf") return count_of(rule, fits_one) == 1;
    if (name == "allOf") return count_of(rule, fits_one) == static_cast<std::ptrdiff_t>(rule.size());
    if (name == "$ref") return fits(referred(rule.as_string().value_or("")), value, depth);
    if (value.is_object()) return fits_members(schema, name, rule, value, depth);
    if (name == "items" && value.is_array()) {
      const auto all = value.elements();
      return std::all_of(all.begin(), all.end(), [&](const Json& each) { return fits(rule, each, depth); });
    }
    return true;
  }
  bool fits_members(const Json& schema, std::string_view name, const Json& rule, const Json& value, int depth) const {
    if (name == "required") {
      const auto has = [&](const Json& key) { return value.find(key.as_string().value_or("")).has_value(); };
      return count_of(rule, has) == static_cast<std::ptrdiff_t>(rule.size());
    }
    if (name == "properties") {
      const auto all = rule.members();
      return std::all_of(all.begin(), all.end(), [&](auto& each) {
        const auto member = value.find(each.first.view());
        return !member || fits(each.second, *member, depth);
      });
    }
    if (name != "additionalProperties") return true;
    const auto known = schema.at("properties");
    const auto all = value.members();
    return std::all_of(all.begin(), all.end(), [&](auto& each) {
      return known.find(each.first.view()).has_value() || fits(rule, each.second, depth);
    });
  }

  static bool fits_type(const Json& rule, const Json& value) {
    if (rule.is_array()) return any_of(rule, [&](const Json& each) { return fits_type(each, value); });
    return has_json_type(value, rule.as_string().value_or(""));
  }
  template <class Is>
  static std::ptrdiff_t count_of(const Json& rules, Is is) {
    const auto all = rules.elements();
    return std::count_if(all.begin(), all.end(), is);
  }
  template <class Is>
  static bool any_of(const Json& rules, Is is) {
    return count_of(rules, is) > 0;
  }

  // `#/$defs/step`; a reference that leads nowhere takes any value.
  Json referred(std::string_view pointer) const {
    if (!pointer.starts_with('#')) return {};
    auto at = root_;
    for (auto rest = pointer.substr(1); !rest.empty() && at.is_object();) {
      rest.remove_prefix(1);
      const auto end = std::min(rest.find('/'), rest.size());
      at = at.at(rest.substr(0, end));
      rest.remove_prefix(end);
    }
    return at;
  }

  const Json& root_;
  mutable std::size_t read_ = 0;  // bytes: schemas that refer to themselves may be looked at for ever
};

}  // namespace detail

OAICOMPAT_INLINE bool fits_schema(const Json& schema, const Json& value) {
  return detail::SchemaLook{schema}.fits(schema, value);
}

}  // namespace oaicompat::inline v1
