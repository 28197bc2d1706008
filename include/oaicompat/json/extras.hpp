// The fields that a struct has no member for.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/text.hpp>
#include <oaicompat/json/any_json.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// A field that the struct has no member for, or a member in the form in which it came.
struct Extra {
  Text key;
  Json json;
  /// 0 for a field. Else the struct has a member of this name, which came in a form that it does not write (a number in
  /// quotes): a mark of what was read. The form is written while the member still holds that.
  std::uint64_t read_as = 0;
  bool operator==(const Extra&) const = default;

  /// `const auto& [key, json] = extra`.
  template <std::size_t I>
  friend const auto& get(const Extra& extra) {
    if constexpr (I == 0) {
      return extra.key;
    } else {
      return extra.json;
    }
  }
};

}  // namespace oaicompat::inline v1

/// @cond specialisations of the standard's
template <>
struct std::tuple_size<oaicompat::Extra> : std::integral_constant<std::size_t, 2> {};
template <>
struct std::tuple_element<0, oaicompat::Extra> {
  using type = const oaicompat::Text;
};
template <>
struct std::tuple_element<1, oaicompat::Extra> {
  using type = const oaicompat::Json;
};
/// @endcond

namespace oaicompat::inline v1 {

/// The name and type of a field that engines add, for typed access: `inline constexpr ExtraKey<double> min_p{"min_p"};`
/// T is `bool`, `std::int64_t`, `double`, `std::string` or `Json`.
template <class T>
struct ExtraKey {
  std::string_view name;
};

/// The fields that a struct has no member for, in order, each as the JSON text it came as; written back last.
///
/// They also remember which members came otherwise than the struct writes them: a required one that was absent, a
/// `null` that the type does not have, a value of another kind. Such a member is written as it came while it holds what
/// was read; one that has been changed is written as ever. See `Writing`.
class Extras {
 public:
  Extras() = default;
  Extras(const Extras&) = default;
  Extras(Extras&&) = default;
  Extras& operator=(const Extras& other) {
    // Most have no fields, and copying none still costs a call.
    if (!fields_.empty() || !other.fields_.empty()) fields_ = other.fields_;
    odd_ = other.odd_;
    type_ = other.type_;
    forms_ = other.forms_;
    from_wire_ = other.from_wire_;
    return *this;
  }
  Extras& operator=(Extras&&) = default;
  ~Extras() = default;

  /// The JSON under a key, the last if there are several; or a null pointer.
  const Json* find(std::string_view key) const {
    for (auto i = fields_.size(); i-- > 0;) {
      if (fields_[i].key == key) return &fields_[i].json;
    }
    return nullptr;
  }
  /// Puts JSON under a key, in place of an earlier one.
  void set(std::string_view key, Json json) {
    if (auto* old = find(key)) return void(const_cast<Json&>(*old) = std::move(json));
    fields_.push_back({Text{key}, std::move(json)});
  }
  /// Puts a field after the others.
  void add(Extra field) { fields_.push_back(std::move(field)); }
  OAICOMPAT_API void remove(std::string_view key);

  /// The value under a key as T; nothing when the key is absent, `null`, or of another type.
  template <class T>
  std::optional<T> get(ExtraKey<T> key) const {
    const auto* json = find(key.name);
    if (!json) return std::nullopt;
    if constexpr (std::same_as<T, bool>) return json->as_bool();
    if constexpr (std::same_as<T, std::int64_t>) return json->as_integer();
    if constexpr (std::same_as<T, double>) return json->as_number();
    if constexpr (std::same_as<T, std::string>) return json->as_string();
    if constexpr (std::same_as<T, Json>) return *json;
  }
  /// Puts a value under a key, in place of an earlier one.
  template <class T>
  void set(ExtraKey<T> key, const std::type_identity_t<T>& value) {
    if constexpr (std::same_as<T, std::string>) {
      set(key.name, Json::string(value));
    } else if constexpr (std::same_as<T, Json>) {
      set(key.name, value);
    } else {
      set(key.name, of(value));
    }
  }

  /// Keeps the form in which a member came; `read_as` is the mark of what was read from it.
  void add_form(Extra form) {
    forms_ = true;
    fields_.push_back(std::move(form));
  }
  /// The form in which the member of this name came, the last if there are several; or a null pointer.
  const Extra* form(std::string_view name) const {
    if (!forms_) return nullptr;
    for (auto i = fields_.size(); i-- > 0;) {
      if (fields_[i].read_as != 0 && fields_[i].key == name) return &fields_[i];
    }
    return nullptr;
  }
  /// Notes that these members of a described type, a bit each, were absent, or null where the type has no null.
  void note_odd(std::uint32_t type, std::uint64_t members) {
    odd_ = (type_ == type ? odd_ : 0) | members;
    type_ = type;
  }
  /// Forgets that a member was absent.
  void note_given(std::uint32_t type, std::uint64_t members) {
    if (type_ == type) odd_ &= ~members;
  }
  /// The members of the type that were noted. Those of another type, which these extras were copied from, are none.
  std::uint64_t odd(std::uint32_t type) const { return type_ == type ? odd_ : 0; }
  bool has_forms() const { return forms_; }
  /// Whether some member of the struct came otherwise than it is written.
  bool came_odd() const { return odd_ != 0 || forms_; }

  /// Notes that the struct was read from another server's answer.
  void note_from_wire() { from_wire_ = true; }
  bool from_wire() const { return from_wire_; }

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  bool empty() const { return fields_.empty(); }
  std::size_t size() const { return fields_.size(); }
  friend bool operator==(const Extras& a, const Extras& b) {
    return a.odd_ == b.odd_ && (a.odd_ == 0 || a.type_ == b.type_) && a.fields_ == b.fields_;
  }

 private:
  OAICOMPAT_API static Json of(bool value);
  OAICOMPAT_API static Json of(std::int64_t value);
  OAICOMPAT_API static Json of(double value);

  std::vector<Extra> fields_;
  std::uint64_t odd_ = 0;
  std::uint32_t type_ = 0;
  bool forms_ = false, from_wire_ = false;
};

}  // namespace oaicompat::inline v1
