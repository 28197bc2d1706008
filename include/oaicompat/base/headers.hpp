// Headers: names and values, in order; names compare without case.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// Whether two header names, or words, are the same but for ASCII case.
constexpr bool iequals(std::string_view a, std::string_view b) noexcept {
  constexpr auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

/// HTTP header fields in the order they stand on the wire. A name may occur more than once.
class OAICOMPAT_API Headers {
 public:
  struct Field {
    std::string name, value;
    bool operator==(const Field&) const = default;
  };

  Headers() = default;
  Headers(std::initializer_list<Field> fields);

  /// The value of the first field of that name; nothing (a null pointer) when there is none.
  const std::string* find(std::string_view name) const;
  /// The value of the first field of that name; empty when there is none.
  std::string_view get(std::string_view name) const {
    const auto* value = find(name);
    return value ? std::string_view{*value} : std::string_view{};
  }
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// Adds a field after the others.
  void add(std::string name, std::string value);
  /// Makes this the one field of that name.
  void set(std::string name, std::string value);
  /// Takes every field of that name out.
  void remove(std::string_view name);
  /// Takes every field out of which `is` says so.
  template <class Is>
  void remove_if(Is is) {
    std::erase_if(fields_, is);
  }

  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  std::size_t size() const { return fields_.size(); }
  bool empty() const { return fields_.empty(); }
  bool operator==(const Headers&) const = default;

 private:
  std::vector<Field> fields_;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/base/headers.ipp>
#endif
