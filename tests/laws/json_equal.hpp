// Whether two JSON texts say the same: whatever the order of an object's members, the blanks and the escapes.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace laws {

struct AnyMembers {
  oaicompat::Extras extra{};
};
constexpr auto describe(oaicompat::Type<AnyMembers>) { return oaicompat::object("AnyMembers"); }

/// The same JSON in one form: members sorted, no blanks, numbers as they stand. Empty when it is none.
inline std::string one_form(std::string_view json) {
  using namespace oaicompat;
  const auto list = [](std::vector<std::string> items, char open, char close) {
    std::string out{open};
    for (const auto& item : items) out += (out.size() > 1 ? "," : "") + item;
    return out + close;
  };
  std::vector<std::string> items;
  if (json.starts_with('{')) {
    const auto read = parse_owned<AnyMembers>(json);
    if (!read) return {};
    for (const auto& [name, value] : read->extra) {
      Bytes key;
      write_quoted(key, name);
      items.push_back(key + ":" + one_form(value.view()));
    }
    std::sort(items.begin(), items.end());
    return list(std::move(items), '{', '}');
  }
  if (json.starts_with('[')) {
    const auto read = parse_owned<std::vector<Json>>(json);
    if (!read) return {};
    for (const auto& value : *read) items.push_back(one_form(value.view()));
    return list(std::move(items), '[', ']');
  }
  if (!json.starts_with('"')) return std::string{json};
  const auto words = parse_owned<std::vector<Text>>("[" + std::string{json} + "]");
  if (!words) return {};
  Bytes quoted;
  write_quoted(quoted, words->front());
  return quoted;
}

}  // namespace laws
