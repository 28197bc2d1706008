// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/gemini/schema.hpp>
#include <oaicompat/dialects/wire_text.hpp>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail::gemini {

// --- names ---------------------------------------------------------------------------------------------------------

inline std::string camel_word(std::string_view word) {
  std::string out;
  bool up = false;
  for (const char c : word) {
    if (c == '_' && !out.empty()) {
      up = true;
    } else {
      out += up && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
      up = false;
    }
  }
  return out;
}

// Walks the tokens of a body.
class KeyRenamer {
 public:
  explicit KeyRenamer(std::string_view json) : json_{json} { out_.reserve(json.size()); }

  // False where it is no JSON, or too deep.
  bool run() {
    while (at_ < json_.size()) {
      if (!step(json_[at_])) return false;
    }
    return true;
  }
  Bytes take() { return std::move(out_); }

 private:
  static constexpr std::size_t deepest = 1000;

  static bool is_data(std::string_view name) {
    constexpr std::string_view names[] = {"args",           "response",           "parameters", "parametersJsonSchema",
                                          "responseSchema", "responseJsonSchema", "labels",     "partMetadata",
                                          "examples"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
  }
  bool step(char c) {
    if (c == '"') return string();
    if (c == '{' || c == '[') {
      if (open_.size() == deepest) return false;
      open_ += c;
      if (std::exchange(data_next_, false) && data_ == 0) data_ = open_.size();
      key_ = c == '{';
    } else if (c == '}' || c == ']') {
      if (open_.empty()) return false;
      if (data_ == open_.size()) data_ = 0;
      open_.pop_back();
      key_ = false;
    } else if (c == ',') {
      key_ = !open_.empty() && open_.back() == '{';
      data_next_ = false;
    }
    out_ += c;
    ++at_;
    return true;
  }
  bool string() {
    auto end = at_ + 1;
    while (end < json_.size() && json_[end] != '"') end += json_[end] == '\\' ? 2 : 1;
    if (end >= json_.size()) return false;
    const auto inside = json_.substr(at_ + 1, end - at_ - 1);
    out_ += '"';
    if (std::exchange(key_, false) && data_ == 0) {
      const auto name = camel_word(inside);
      data_next_ = is_data(name);
      out_ += name;
    } else {
      out_ += inside;
    }
    out_ += '"';
    at_ = end + 1;
    return true;
  }

  const std::string_view json_;
  std::size_t at_ = 0;
  Bytes out_;
  std::string open_;      // the brackets around
  std::size_t data_ = 0;  // how deep that begins which is data; 0 outside
  bool key_ = false, data_next_ = false;
};

OAICOMPAT_INLINE Bytes camel_case(Bytes json) {
  if (json.find('_') == json.npos) return json;
  KeyRenamer renamer{json};
  if (!renamer.run()) return json;
  return renamer.take();
}

// --- schemas -------------------------------------------------------------------------------------------------------

inline constexpr int deepest_schema = 64;

OAICOMPAT_INLINE std::string cased(std::string_view word, bool upper) {
  std::string out{word};
  for (char& c : out) {
    if (upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (!upper && c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}
OAICOMPAT_INLINE void put_member(Bytes& out, std::string_view name, std::string_view json) {
  if (out.size() > 1) out += ',';
  out += Json::string(name).view();
  out += ':';
  out += json;
}
template <class Make>
std::string map_of(const Json& object, Make make) {
  Bytes out{"{"};
  for (const auto& [name, value] : object.members()) put_member(out, name, make(value).view());
  return out + "}";
}
template <class Make>
std::string list_of(const Json& array, Make make) {
  Bytes out{"["};
  for (const auto& each : array.elements()) {
    if (out.size() > 1) out += ',';
    out += make(each).view();
  }
  return out + "]";
}
OAICOMPAT_INLINE Json number_of(const Json& json) {
  const auto words = json.as_string();
  if (!words || words->empty()) return json;
  auto number = Json::checked(*words);
  return number && number->kind() == JsonKind::number ? *std::move(number) : json;
}

inline Json json_schema_of(const Json& schema, int depth) {
  if (!schema.is_object() || depth > deepest_schema) return schema;
  const auto below = [depth](const Json& each) { return json_schema_of(each, depth + 1); };
  bool nullable = false;
  for (const auto& [key, value] : schema.members()) {
    if (key == "nullable") nullable = value.as_bool().value_or(false);
  }
  Bytes out{"{"};
  for (const auto& [key, value] : schema.members()) {
    auto name = key.view() == "defs"  ? std::string{"$defs"}
                : key.view() == "ref" ? std::string{"$ref"}
                                      : camel_word(key);
    if (value.is_null() || name == "nullable" || name == "propertyOrdering" || name == "example") continue;
    if (name == "type" && value.as_string()) {
      const auto type = Json::string(cased(*value.as_string(), false)).text.str();
      put_member(out, name, nullable ? "[" + type + ",\"null\"]" : type);
    } else if (name == "properties" || name == "$defs") {
      put_member(out, name, map_of(value, below));
    } else if (name == "anyOf" || name == "oneOf" || name == "allOf") {
      put_member(out, name, list_of(value, below));
    } else if (name == "items" || name == "additionalProperties") {
      put_member(out, name, below(value).view());
    } else if (name.starts_with("min") || name.starts_with("max")) {
      put_member(out, name, number_of(value).view());
    } else if (!(name == "format" && value.as_string() == "enum")) {
      put_member(out, name, value.view());
    }
  }
  return Json{Text{out + "}"}};
}
OAICOMPAT_INLINE Json to_json_schema(const Json& schema) { return json_schema_of(schema, 0); }

// The schema that `#/$defs/Name` stands for.
inline Json referred(const Json& root, std::string_view reference) {
  for (const auto* place : {"$defs", "definitions"}) {
    const auto prefix = "#/" + std::string{place} + "/";
    if (reference.starts_with(prefix)) return root.at(place).at(reference.substr(prefix.size()));
  }
  return {};
}

class Subset {
 public:
  explicit Subset(const Json& root) : root_{root} {}

  Json of(const Json& schema, int depth) {
    // References may lead in circles, and each may be put in place many times.
    if (!schema.is_object() || depth > 12 || ++made_ > most) return Json{Text{R"({"type":"OBJECT"})"}};
    if (const auto reference = schema.at("$ref").as_string()) return of(referred(root_, *reference), depth + 1);
    const auto below = [this, depth](const Json& each) { return of(each, depth + 1); };
    Bytes out{"{"};
    for (const auto& [key, value] : schema.members()) {
      const auto name = key.view();
      if (name == "type") {
        put_type(out, value);
      } else if (name == "const") {
        put_member(out, "enum", "[" + words_of(value) + "]");
      } else if (name == "enum") {
        put_member(out, name, list_of(value, [](const Json& each) { return Json{Text{words_of(each)}}; }));
      } else if (name == "properties") {
        put_member(out, name, map_of(value, below));
      } else if (name == "anyOf" || name == "oneOf") {
        put_member(out, "anyOf", list_of(value, below));
      } else if (name == "items") {
        put_member(out, name, below(value).view());
      } else if (is_kept(name)) {
        put_member(out, name, value.view());
      }
    }
    return Json{Text{out + "}"}};
  }

 private:
  static constexpr int most = 2000;

  static bool is_kept(std::string_view name) {
    constexpr std::string_view kept[] = {"format",   "title",           "description",   "nullable",      "minItems",
                                         "maxItems", "required",        "minProperties", "maxProperties", "minimum",
                                         "maximum",  "minLength",       "maxLength",     "pattern",       "example",
                                         "default",  "propertyOrdering"};
    return std::find(std::begin(kept), std::end(kept), name) != std::end(kept);
  }
  // Enumerations are of strings.
  static std::string words_of(const Json& value) {
    return value.kind() == JsonKind::string ? value.text.str() : Json::string(value.view()).text.str();
  }
  static void put_type(Bytes& out, const Json& value) {
    if (const auto one = value.as_string()) return put_member(out, "type", Json::string(cased(*one, true)).view());
    std::string type;
    for (const auto& each : value.elements()) {
      const auto word = each.as_string().value_or("");
      if (word == "null") {
        put_member(out, "nullable", "true");
      } else if (type.empty()) {
        type = cased(word, true);
      }
    }
    put_member(out, "type", Json::string(type.empty() ? "OBJECT" : type).view());
  }

  const Json& root_;
  int made_ = 0;
};
OAICOMPAT_INLINE Json to_subset(const Json& schema) { return Subset{schema}.of(schema, 0); }

}  // namespace oaicompat::inline v1::detail::gemini
