// Names of header fields, as rules may have them. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/headers.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

inline bool is_field_name(std::string_view name) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  const auto is_token = [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || marks.find(c) != marks.npos;
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), is_token);
}

// Whether a field of that name tells who a caller is.
inline bool is_credential_field(std::string_view name) {
  constexpr std::array<std::string_view, 6> all{"authorization", "proxy-authorization", "cookie", "x-api-key",
                                                "api-key",       "x-goog-api-key"};
  return std::any_of(all.begin(), all.end(), [&](auto each) { return iequals(each, name); });
}

// Notes which of the names under "headers" are none of a field, or of a credential. `Table` is what reads a table of
// the file and notes its problems.
template <class Table>
void check_field_names(Table& table, const std::vector<std::string>& names) {
  for (const auto& name : names) {
    const auto* wrong = !is_field_name(name) ? "no field's name" : is_credential_field(name) ? "a credential" : nullptr;
    if (!wrong) continue;
    table.problem(*table.find("headers"), fmt::format("\"headers\" has \"{}\", which is {},", name, wrong));
  }
}

}  // namespace oaicompat::inline v1::detail
