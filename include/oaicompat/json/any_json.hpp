// Any JSON value, and objects whose keys are data.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/text.hpp>
#include <oaicompat/config.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// What a JSON value is.
enum class JsonKind {
  null,     ///< `null`.
  boolean,  ///< `true` or `false`.
  number,   ///< A number.
  string,   ///< A string.
  array,    ///< An array.
  object,   ///< An object.
};

/// Any JSON value, kept as its text: exact to the last digit of its numbers. Empty means `null`.
///
/// Text that was read has been checked. Text set by hand is written as it is: use `Json::checked` for text from
/// elsewhere.
///
/// It can be looked into, as far as 999 levels deep and 64 MiB of elements wide:
///
///     for (const auto& [name, value] : json.at("properties").members())
///       if (value.at("type").as_string() == "string") use(name, value.at("enum").elements());
///
/// Each look reads the text once, from its start: to see all of a value take `members()` or `elements()`, not `at` in a
/// loop. **Lifetime**: what a look gives owns what it holds. **Errors**: none; what is absent, of another kind, or is
/// no JSON gives nothing, or `null` from `at`.
struct Json {
  Text text;

  /// The value, if `text` is one well-formed JSON value.
  OAICOMPAT_API static std::optional<Json> checked(std::string_view text);
  /// The JSON string that holds these characters.
  OAICOMPAT_API static Json string(std::string_view characters);

  /// What the value is, by how it begins: text that is no JSON is `null`, or what it begins as.
  OAICOMPAT_API JsonKind kind() const noexcept;
  bool is_null() const noexcept { return kind() == JsonKind::null; }
  bool is_array() const noexcept { return kind() == JsonKind::array; }
  bool is_object() const noexcept { return kind() == JsonKind::object; }

  /// The value, when it is `true` or `false`.
  OAICOMPAT_API std::optional<bool> as_bool() const;
  /// The value, when it is a whole number that fits: `1`, `1.0`.
  OAICOMPAT_API std::optional<std::int64_t> as_integer() const;
  /// The value, when it is a number.
  OAICOMPAT_API std::optional<double> as_number() const;
  /// The characters, when it is a string: their escapes are resolved.
  OAICOMPAT_API std::optional<std::string> as_string() const;

  /// The value under a key, the last if there are several; nothing when there is none or this is no object.
  OAICOMPAT_API std::optional<Json> find(std::string_view key) const;
  /// The value under a key; `null` where `find` gives nothing.
  OAICOMPAT_API Json at(std::string_view key) const;
  /// The element at an index, from 0; `null` when there is none or this is no array.
  OAICOMPAT_API Json at(std::size_t index) const;
  /// The elements of an array, in order; none when this is no array.
  OAICOMPAT_API std::vector<Json> elements() const;
  /// The members of an object, in order, their keys' escapes resolved; a key that stands twice comes twice. None when
  /// this is no object.
  OAICOMPAT_API std::vector<std::pair<Text, Json>> members() const;
  /// How many elements or members there are; 0 when this is neither array nor object.
  OAICOMPAT_API std::size_t size() const;

  /// The text of the value. **Lifetime**: as that of `text`.
  std::string_view view() const noexcept { return text.empty() ? std::string_view{"null"} : text.view(); }
  friend bool operator==(const Json& a, const Json& b) { return a.view() == b.view(); }
};

/// An object whose keys are data: `metadata`, `logit_bias`. Kept in order.
template <class T>
struct Map {
  std::vector<std::pair<Text, T>> items;

  /// The value under a key, the last if there are several; or a null pointer.
  const T* find(std::string_view key) const {
    for (auto i = items.size(); i-- > 0;) {
      if (items[i].first == key) return &items[i].second;
    }
    return nullptr;
  }
  /// Puts a value under a key, in place of an earlier one.
  void set(std::string_view key, T value) {
    if (auto* old = find(key)) return void(const_cast<T&>(*old) = std::move(value));
    items.emplace_back(Text{key}, std::move(value));
  }
  bool operator==(const Map&) const = default;
};

}  // namespace oaicompat::inline v1
