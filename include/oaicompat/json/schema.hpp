// Schema: the JSON Schema of a described struct.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/json/write.hpp>

#include <map>
#include <string>
#include <type_traits>
#include <vector>

namespace oaicompat::inline v1 {

/// Which rules a schema follows.
enum class SchemaRules {
  /// What structured output and strict tools take: every member is required, one that may be absent is nullable
  /// instead,
  /// and no object takes further members.
  strict,
  /// What the struct reads: members are required as described, further members are free.
  plain,
};

namespace detail {

class SchemaWriter {
 public:
  explicit SchemaWriter(SchemaRules rules) : strict_{rules == SchemaRules::strict} {}

  template <class T>
  Bytes document() {
    Bytes out;
    if constexpr (Described<T>) {
      root_ = name_of<T>();
      object<T>(out, {}, {});
    } else {
      write<T>(out, {});
    }
    if (definitions_.empty()) return out;
    out.back() = ',';
    out += R"("$defs":{)";
    for (bool first = true; const auto& [name, body] : definitions_) {
      if (!std::exchange(first, false)) out += ',';
      write_quoted(out, name);
      out += ':' + body;
    }
    return out + "}}";
  }

 private:
  template <class T>
  static std::string name_of() {
    return std::string{description<T>.name};
  }
  static void keyword(Bytes& out, std::string_view name, std::string_view value) {
    if (out.back() != '{') out += ',';
    write_quoted(out, name);
    out += ':';
    write_quoted(out, value);
  }
  static void close(Bytes& out, std::string_view doc) {
    if (!doc.empty()) keyword(out, "description", doc);
    out += '}';
  }

  template <class T>
  void write(Bytes& out, std::string_view doc) {
    if constexpr (is_optional<T> || is_maybe<T>) {
      if (!strict_ && is_optional<T>) return write<typename T::value_type>(out, doc);
      any_of(out, doc, [&] {
        write<typename T::value_type>(out, {});
        out += R"(,{"type":"null"})";
      });
    } else if constexpr (is_one_of<T>) {
      any_of(out, doc, [&] { alternatives(out, static_cast<typename T::Value*>(nullptr)); });
    } else if constexpr (is_union<T>) {
      any_of(out, doc, [&] { cases(out, static_cast<T*>(nullptr)); });
    } else if constexpr (is_vector<T>) {
      out += R"({"type":"array","items":)";
      write<typename T::value_type>(out, {});
      close(out, doc);
    } else if constexpr (Described<T>) {
      if (name_of<T>() == root_) return reference(out, "#");
      define<T>(name_of<T>(), {}, {});
      reference(out, "#/$defs/" + name_of<T>());
    } else {
      scalar<T>(out, doc);
    }
  }
  template <class T>
  void scalar(Bytes& out, std::string_view doc) {
    out += '{';
    if constexpr (NamedEnum<T>) {
      words<T>(out);
    } else if constexpr (is_open_enum<T>) {
      keyword(out, "type", "string");
    } else if constexpr (std::same_as<T, bool>) {
      keyword(out, "type", "boolean");
    } else if constexpr (std::integral<T>) {
      keyword(out, "type", "integer");
    } else if constexpr (std::floating_point<T>) {
      keyword(out, "type", "number");
    } else if constexpr (is_map<T>) {
      map<decltype(T::items.front().second)>(out);
    } else if constexpr (requires { typename T::mapped_type; }) {
      map<typename T::mapped_type>(out);
    } else if constexpr (!std::same_as<T, Json>) {
      static_assert(std::same_as<T, Text> || std::same_as<T, std::string>, "this type has no JSON Schema");
      keyword(out, "type", "string");
    }
    close(out, doc);
  }
  template <class E>
  void words(Bytes& out) {
    out += R"("type":"string","enum":[)";
    for (bool first = true; const auto& each : describe(Type<E>{})) {
      if (!std::exchange(first, false)) out += ',';
      write_quoted(out, each.word);
    }
    out += ']';
  }
  template <class V>
  void map(Bytes& out) {
    out += R"("type":"object","additionalProperties":)";
    write<std::remove_cvref_t<V>>(out, {});
  }
  template <class Body>
  void any_of(Bytes& out, std::string_view doc, Body body) {
    out += R"({"anyOf":[)";
    body();
    out += ']';
    close(out, doc);
  }
  template <class... Ts>
  void alternatives(Bytes& out, Variant<Ts...>*) {
    bool first = true;
    ((first ? void(first = false) : void(out += ','), write<Ts>(out, {})), ...);
  }
  template <FixedString Key, class... Cases>
  void cases(Bytes& out, TaggedUnion<Key, Cases...>*) {
    bool first = true;
    ((first ? void(first = false) : void(out += ','), write_case<Cases>(out, Key.view())), ...);
  }
  // A case is a definition too, with its tag: it may hold its own union.
  template <class Case>
  void write_case(Bytes& out, std::string_view key) {
    using T = typename Case::type;
    if constexpr (holds_tag<Case>) return write<T>(out, {});
    const auto word = Case::words[0];
    auto name = name_of<T>() + '_' + std::string{key} + '_' + std::string{word};
    const auto plain = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    };
    for (auto& c : name) {
      if (!plain(c)) c = '_';
    }
    define<T>(name, key, word);
    reference(out, "#/$defs/" + name);
  }
  template <Described T>
  void define(const std::string& name, std::string_view tag, std::string_view word) {
    if (!definitions_.emplace(name, "").second) return;
    Bytes body;
    object<T>(body, tag, word);
    definitions_[name] = std::move(body);
  }
  static void reference(Bytes& out, std::string_view to) {
    out += R"({"$ref":)";
    write_quoted(out, to);
    out += '}';
  }
  template <Described T>
  void object(Bytes& out, std::string_view tag, std::string_view word) {
    out += R"({"type":"object","properties":{)";
    std::vector<std::string_view> required;
    if (!tag.empty()) {
      write_quoted(out, tag);
      out += R"(:{"type":"string","enum":[)";
      write_quoted(out, word);
      out += "]}";
      required.push_back(tag);
    }
    for_each_field<T>([&]<class F>(const F& f) {
      if (out.back() != '{') out += ',';
      write_quoted(out, f.name);
      out += ':';
      write<typename F::value_type>(out, f.doc);
      if (strict_ || f.required) required.push_back(f.name);
    });
    out += R"(},"required":[)";
    for (bool first = true; const auto name : required) {
      if (!std::exchange(first, false)) out += ',';
      write_quoted(out, name);
    }
    out += ']';
    if (strict_) out += R"(,"additionalProperties":false)";
    out += '}';
  }

  const bool strict_;
  std::string root_;
  std::map<std::string, Bytes> definitions_;
};

}  // namespace detail

/// The JSON Schema (2020-12) of a described struct, for structured output and for tools' parameters.
/// Structs within it stand under `$defs` by the names of their descriptions, so those must differ.
///
///     request.response_format = oaicompat::json_schema_format("weather", oaicompat::schema<Weather>());
template <class T>
Json schema(SchemaRules rules = SchemaRules::strict) {
  return {Text{detail::SchemaWriter{rules}.document<T>()}};
}

}  // namespace oaicompat::inline v1
