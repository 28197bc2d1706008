// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/parsers/json_scanner.ipp>
#include <oaicompat/parsers/python_literal.ipp>
#include <oaicompat/parsers/typed_value.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE const JsonTree* JsonTree::find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

OAICOMPAT_INLINE std::string_view JsonTree::text_at(std::string_view key) const {
  const auto* value = find(key);
  return value && value->kind == Kind::string ? std::string_view{value->text} : std::string_view{};
}

/// Whether text is one JSON value and nothing else but white space.
inline bool is_json(std::string_view text) {
  JsonScanner scanner;
  std::string copied;
  const auto read = scanner.scan(text, copied);
  const auto rest = text.substr(read.used);
  if (read.state == ScanState::bad || rest.find_first_not_of(" \t\r\n") != std::string_view::npos) return false;
  // What was copied unchanged was valid.
  return (read.state == ScanState::done || scanner.may_end()) && copied == text.substr(0, read.used);
}

/// Builds a tree of text that is known to be JSON.
class TreeReader {
 public:
  explicit TreeReader(std::string_view text) : text_{text} {}
  bool read(JsonTree& out, int depth) {
    skip();
    if (depth == 64 || at_ == text_.size()) return false;
    const char c = text_[at_];
    if (c == '{') return object(out, depth);
    if (c == '[') return array(out, depth);
    if (c == '"') return out.kind = JsonTree::Kind::string, string(out.text);
    const auto from = at_;
    while (at_ < text_.size() && std::string_view{",]} \t\r\n"}.find(text_[at_]) == std::string_view::npos) ++at_;
    out.text = text_.substr(from, at_ - from);
    out.kind = c == 'n'               ? JsonTree::Kind::null
               : c == 't' || c == 'f' ? JsonTree::Kind::boolean
                                      : JsonTree::Kind::number;
    return true;
  }

 private:
  void skip() {
    while (at_ < text_.size() && is_json_blank(text_[at_])) ++at_;
  }
  bool next(char c) {
    skip();
    return at_ < text_.size() && text_[at_] == c && (++at_, true);
  }
  bool object(JsonTree& out, int depth) {
    out.kind = JsonTree::Kind::object;
    ++at_;
    if (next('}')) return true;
    do {
      auto& [name, value] = out.members.emplace_back();
      skip();
      if (!string(name) || !next(':') || !read(value, depth + 1)) return false;
    } while (next(','));
    return next('}');
  }
  bool array(JsonTree& out, int depth) {
    out.kind = JsonTree::Kind::array;
    ++at_;
    if (next(']')) return true;
    do {
      if (!read(out.items.emplace_back(), depth + 1)) return false;
    } while (next(','));
    return next(']');
  }
  bool string(std::string& out) {
    const auto from = at_++;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    if (at_ >= text_.size()) return false;
    const auto inside = text_.substr(from + 1, at_++ - from - 1);
    out = decode(inside);
    return true;
  }
  static std::string decode(std::string_view inside) {
    std::string out;
    std::uint32_t high = 0;
    for (std::size_t i = 0; i < inside.size(); ++i) {
      if (inside[i] != '\\') {
        out += inside[i];
        continue;
      }
      constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
      const char c = inside[++i];
      if (const auto at = from.find(c); at != std::string_view::npos) {
        out += to[at];
        continue;
      }
      std::uint32_t code = 0;
      for (int k = 0; k < 4 && i + 1 < inside.size(); ++k) {
        const char digit = inside[++i];
        code = code * 16 + static_cast<std::uint32_t>(is_digit(digit) ? digit - '0' : (digit | 32) - 'a' + 10);
      }
      if (code >= 0xD800 && code < 0xDC00) {
        high = code;
        continue;
      }
      if (high && code >= 0xDC00 && code < 0xE000) code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00);
      high = 0;
      append_utf8(out, code);
    }
    return out;
  }
  std::string_view text_;
  std::size_t at_ = 0;
};

OAICOMPAT_INLINE std::optional<JsonTree> read_json_tree(std::string_view text) {
  if (!is_json(text)) return {};
  JsonTree tree;
  if (!TreeReader{text}.read(tree, 0)) return {};
  return tree;
}

OAICOMPAT_INLINE bool ValueTypes::has(ValueType type) const {
  return std::find(types.begin(), types.end(), type) != types.end();
}

/// The type that a schema's word names, in the spellings that are seen.
inline std::optional<ValueType> type_named(std::string_view word) {
  std::string lower{word};
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  const auto starts = [&](auto... words) { return (lower.starts_with(words) || ...); };
  if (lower == "null" || lower == "none") return ValueType::null;
  if (starts("str", "text", "varchar", "char", "enum", "uuid", "date")) return ValueType::string;
  if (starts("int", "uint", "long", "short")) return ValueType::integer;
  if (starts("float", "double", "num", "decimal")) return ValueType::number;
  if (starts("bool")) return ValueType::boolean;
  if (starts("dict", "obj", "map")) return ValueType::object;
  if (starts("list", "arr", "tuple")) return ValueType::array;
  return {};
}

OAICOMPAT_INLINE ToolTypes::ToolTypes(std::string_view schema, bool infers) : infers_{infers} {
  if (auto tree = read_json_tree(schema)) root_ = std::make_shared<const JsonTree>(std::move(*tree));
}

OAICOMPAT_INLINE const JsonTree* ToolTypes::resolve(const JsonTree* schema, int depth) const {
  while (schema && depth++ < 8) {
    const auto reference = schema->text_at("$ref");
    if (!reference.starts_with("#")) return schema;
    const JsonTree* at = root_.get();
    auto path = reference.substr(1);
    while (at && !path.empty()) {
      path.remove_prefix(1);
      const auto key = path.substr(0, path.find('/'));
      path.remove_prefix(key.size());
      at = at->find(key);
    }
    schema = at;
  }
  return schema;
}

inline void add_type(ValueTypes& into, std::optional<ValueType> type) {
  if (type && !into.has(*type)) into.types.push_back(*type);
}

inline ValueType type_of(const JsonTree& value) {
  switch (value.kind) {
    case JsonTree::Kind::null: return ValueType::null;
    case JsonTree::Kind::boolean: return ValueType::boolean;
    case JsonTree::Kind::number:
      return value.text.find_first_of(".eE") == std::string::npos ? ValueType::integer : ValueType::number;
    case JsonTree::Kind::array: return ValueType::array;
    case JsonTree::Kind::object: return ValueType::object;
    default: return ValueType::string;
  }
}

OAICOMPAT_INLINE void ToolTypes::collect(const JsonTree* schema, ValueTypes& into, int depth) const {
  schema = resolve(schema, 0);
  if (!schema || depth == 8) return;
  if (!into.schema && (schema->find("properties") || schema->find("items"))) into.schema = schema;
  const auto before = into.types.size();
  if (const auto* type = schema->find("type")) {
    add_type(into, type_named(type->text));
    for (const auto& one : type->items) add_type(into, type_named(one.text));
  } else if (const auto* words = schema->find("enum")) {
    for (const auto& word : words->items) add_type(into, type_of(word));
  } else if (const auto* word = schema->find("const")) {
    add_type(into, type_of(*word));
  }
  for (const auto* key : {"anyOf", "oneOf"}) {
    if (const auto* options = schema->find(key)) {
      for (const auto& option : options->items) collect(&option, into, depth + 1);
    }
  }
  if (const auto* all = schema->find("allOf")) {
    for (const auto& one : all->items) {
      if (into.types.size() == before) collect(&one, into, depth + 1);
    }
  }
  if (into.types.size() == before && schema->find("properties")) add_type(into, ValueType::object);
  if (into.types.size() == before && schema->find("items")) add_type(into, ValueType::array);
  if (const auto* nullable = schema->find("nullable"); nullable && nullable->text == "true") {
    add_type(into, ValueType::null);
  }
}

OAICOMPAT_INLINE ValueTypes ToolTypes::types(const JsonTree* schema) const {
  ValueTypes types{.infers = infers_};
  collect(schema, types, 0);
  return types;
}

OAICOMPAT_INLINE ValueTypes ToolTypes::member(const JsonTree* schema, std::string_view key) const {
  schema = resolve(schema, 0);
  if (!schema) return {.infers = infers_};
  const auto* properties = schema->find("properties");
  const auto* found = properties ? properties->find(key) : nullptr;
  return types(found ? found : schema->find("additionalProperties"));
}

OAICOMPAT_INLINE ValueTypes ToolTypes::item(const JsonTree* schema) const {
  schema = resolve(schema, 0);
  return schema ? types(schema->find("items")) : ValueTypes{.infers = infers_};
}

OAICOMPAT_INLINE ValueTypes ToolTypes::of(std::string_view key) const { return member(root_.get(), key); }

OAICOMPAT_INLINE bool ToolTypes::declares(std::string_view key) const {
  const auto* schema = resolve(root_.get(), 0);
  const auto* properties = schema ? schema->find("properties") : nullptr;
  return properties && properties->find(key);
}

OAICOMPAT_INLINE bool ToolTypes::lists_keys() const {
  const auto* schema = resolve(root_.get(), 0);
  const auto* properties = schema ? schema->find("properties") : nullptr;
  return properties && !properties->members.empty();
}

inline bool is_number(std::string_view text, bool whole) {
  if (text.empty() || !(is_digit(text.front()) || text.front() == '-') || !is_json(text)) return false;
  return !whole || text.find_first_of(".eE") == std::string_view::npos;
}

inline bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

/// Writes the text as that type, where it is a spelling of it. `exact`: of JSON's own.
inline bool append_as(std::string& out, std::string_view text, ValueType type, bool exact) {
  const auto plain = exact ? text : trimmed(text);
  const auto word = [&](std::string_view lower) { return exact ? plain == lower : equals_ignoring_case(plain, lower); };
  switch (type) {
    case ValueType::null: return word("null") && (out += "null", true);
    case ValueType::boolean:
      if (word("true") || word("false")) return out += plain.size() == 4 ? "true" : "false", true;
      return false;
    case ValueType::integer:
    case ValueType::number:
      if (is_number(plain, exact && type == ValueType::integer)) return out += plain, true;
      return !exact && plain.find_first_of("xXoObBjJ_") == std::string_view::npos && append_python_number(out, plain);
    case ValueType::object:
    case ValueType::array: {
      const auto json = trimmed(text);
      const char first = type == ValueType::object ? '{' : '[';
      if (json.empty() || (json.front() != first && !(first == '[' && json.front() == '('))) return false;
      if (is_json(json)) return out += json, true;
      PythonLiteral literal;
      std::string converted;
      const auto read = literal.scan(json, converted);
      if (read.state != ScanState::done || read.used != json.size() || converted.front() != first) return false;
      return out += converted, true;
    }
    default: return false;
  }
}

inline void append_string(std::string& out, std::string_view text) {
  out += '"';
  append_json_escaped(out, text);
  out += '"';
}

OAICOMPAT_INLINE void append_typed(std::string& out, std::string_view text, const ValueTypes& types) {
  if (types.types.empty() && types.infers && is_json(trimmed(text))) return void(out += trimmed(text));
  const bool with_string = types.has(ValueType::string);
  for (const auto type : types.types) {
    if (type == ValueType::string) break;
    if (append_as(out, text, type, with_string && type != ValueType::null)) return;
  }
  // A string that may be null is so however null is spelled.
  if (with_string && types.has(ValueType::null) && append_as(out, text, ValueType::null, false)) return;
  if (types.only(ValueType::boolean)) {
    const auto word = trimmed(text);
    if (word == "1" || word == "0") return void(out += word == "1" ? "true" : "false");
  }
  append_string(out, text);
}

OAICOMPAT_INLINE void TypedValue::begin(ValueTypes types, std::optional<bool> as_string, std::string& out) {
  types_ = std::move(types);
  as_string_ = as_string;
  held_.clear();
  text_ = as_string ? *as_string : (types_.types.empty() && !types_.infers) || types_.only(ValueType::string);
  maybe_null_ = !as_string && types_.types.size() == 2 && types_.has(ValueType::string) && types_.has(ValueType::null);
  if (text_) out += '"';
}

OAICOMPAT_INLINE bool TypedValue::could_be_null() const {
  const auto text = trimmed(held_);
  return text.size() <= 4 && equals_ignoring_case(text, std::string_view{"null"}.substr(0, text.size())) &&
         held_.size() <= 256;
}

OAICOMPAT_INLINE bool TypedValue::data(std::string_view piece, std::string& out) {
  if (text_) return append_json_escaped(out, piece), true;
  held_ += piece;
  if (maybe_null_ && !could_be_null()) {
    text_ = true;
    out += '"';
    append_json_escaped(out, std::exchange(held_, {}));
  }
  return held_.size() <= max_held;
}

OAICOMPAT_INLINE void TypedValue::end(std::string& out) {
  if (text_) return void(out += '"');
  if (as_string_) {  // marked as no string: JSON, else a string
    const auto json = trimmed(held_);
    if (is_json(json)) return void(out += json);
    return append_typed(out, held_, types_);
  }
  append_typed(out, held_, types_);
}

}  // namespace oaicompat::inline v1::detail
