// ToolTypes, TypedValue: the types that a tool's schema allows, and text of a tagged value as JSON of such a type.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/json_scanner.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

/// A JSON document as a tree: a schema is small and read once.
struct JsonTree {
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
  struct Member;
  Kind kind = Kind::null;
  std::string text;  ///< The string decoded, or the number or word as it stands.
  std::vector<Member> members;
  std::vector<JsonTree> items;

  const JsonTree* find(std::string_view key) const;
  std::string_view text_at(std::string_view key) const;
};
struct JsonTree::Member {
  std::string name;
  JsonTree value;
};
/// Reads a document of at most 64 levels; nothing where it is no JSON.
OAICOMPAT_API std::optional<JsonTree> read_json_tree(std::string_view text);

enum class ValueType : std::uint8_t { string, integer, number, boolean, null, object, array };

/// The types that a value may have, in declared order; none where the schema does not say.
struct ValueTypes {
  std::vector<ValueType> types{};
  std::vector<std::string> words{};  ///< Of an enum, as JSON.
  bool infers = false;               ///< Whether text without a type may be JSON.
  const JsonTree* schema = nullptr;  ///< Whose members and items have types of their own.
  bool has(ValueType type) const;
  bool only(ValueType type) const { return types.size() == 1 && types[0] == type; }
};

/// The parameters of a tool.
class OAICOMPAT_API ToolTypes {
 public:
  /// `infers`: whether values without a type may be JSON.
  explicit ToolTypes(std::string_view schema, bool infers = false);
  /// Whether the schema lists the key.
  bool declares(std::string_view key) const;
  /// Whether there are listed keys at all.
  bool lists_keys() const;
  ValueTypes of(std::string_view key) const;
  const JsonTree* root() const { return root_ ? root_.get() : nullptr; }
  /// The types of a member or an item of a value whose schema is known.
  ValueTypes member(const JsonTree* schema, std::string_view key) const;
  ValueTypes item(const JsonTree* schema) const;

 private:
  const JsonTree* resolve(const JsonTree* schema, int depth) const;
  void collect(const JsonTree* schema, ValueTypes& into, int depth) const;
  ValueTypes types(const JsonTree* schema) const;
  std::shared_ptr<const JsonTree> root_;
  bool infers_ = false;
};

/// Writes a tagged value: text goes out as it comes; what may be anything else is held until it is whole.
class OAICOMPAT_API TypedValue {
 public:
  static constexpr std::size_t max_held = std::size_t{8} << 20;

  /// `as` is the type that the value's own mark gives, where there is one.
  void begin(ValueTypes types, std::optional<bool> as_string, std::string& out);
  /// A piece of the value; false where more is held than may be.
  bool data(std::string_view piece, std::string& out);
  /// The value is whole.
  void end(std::string& out);
  bool is_text() const { return text_; }

 private:
  bool could_be_null() const;
  ValueTypes types_;
  bool text_ = false, maybe_null_ = false;
  std::optional<bool> as_string_;
  std::string held_;
};

/// A whole value as JSON of the first type that it is a spelling of; else as a string.
OAICOMPAT_API void append_typed(std::string& out, std::string_view text, const ValueTypes& types);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/typed_value.ipp>
#endif
