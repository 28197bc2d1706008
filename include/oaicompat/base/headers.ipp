// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/headers.hpp>

#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Headers::Headers(std::initializer_list<Field> fields) : fields_{fields} {}

OAICOMPAT_INLINE const std::string* Headers::find(std::string_view name) const {
  for (const auto& each : fields_) {
    if (iequals(each.name, name)) return &each.value;
  }
  return nullptr;
}
OAICOMPAT_INLINE void Headers::add(std::string name, std::string value) {
  constexpr std::size_t most_have = 4;
  if (fields_.empty()) fields_.reserve(most_have);
  fields_.push_back({std::move(name), std::move(value)});
}
OAICOMPAT_INLINE void Headers::set(std::string name, std::string value) {
  remove(name);
  add(std::move(name), std::move(value));
}
OAICOMPAT_INLINE void Headers::remove(std::string_view name) {
  remove_if([&](const Field& each) { return iequals(each.name, name); });
}

}  // namespace oaicompat::inline v1
