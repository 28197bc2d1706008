// How what came out of a typed proxy differs from what went in.
// SPDX-License-Identifier: MIT
#pragma once

#include "json_equal.hpp"

#include <string>
#include <string_view>

namespace laws {

namespace detail {

/// A number in one spelling: `1.0e-4` and `0.0001` are one, `12345678901234567890` stays exact.
inline std::string one_number(const std::string& words) {
  if (words.empty() || words.find_first_not_of("+-.0123456789eE") != words.npos) return words;
  if (words.find_first_of(".eE") == words.npos) return words;
  return oaicompat::to_json(std::vector<double>{std::stod(words)});
}

}  // namespace detail

/// Where and how `out` says something other than `in`; empty when it does not. A null where nothing was is no
/// difference, nor is the spelling of a number.
inline std::string difference(std::string_view in, std::string_view out, const std::string& path = "$") {
  using namespace oaicompat;
  const auto differs = [&] { return path + ": " + std::string{in} + " became " + std::string{out}; };
  if (in.starts_with('{') && out.starts_with('{')) {
    const auto before = parse_owned<AnyMembers>(in), after = parse_owned<AnyMembers>(out);
    if (!before || !after) return differs();
    for (const auto& [key, value] : before->extra) {
      const auto* now = after->extra.find(key);
      if (!now) return path + "." + key.str() + " is lost";
      if (auto found = difference(value.view(), now->view(), path + "." + key.str()); !found.empty()) return found;
    }
    for (const auto& [key, value] : after->extra) {
      if (!before->extra.find(key) && value.view() != "null")
        return path + "." + key.str() + " is made up: " + std::string{value.view()};
    }
    return after->extra.size() < before->extra.size() ? path + " has lost a member" : "";
  }
  if (in.starts_with('[') && out.starts_with('[')) {
    const auto before = parse_owned<std::vector<Json>>(in), after = parse_owned<std::vector<Json>>(out);
    if (!before || !after || before->size() != after->size()) return differs();
    for (std::size_t i = 0; i < before->size(); ++i) {
      auto found = difference((*before)[i].view(), (*after)[i].view(), path + "[" + std::to_string(i) + "]");
      if (!found.empty()) return found;
    }
    return "";
  }
  return detail::one_number(one_form(in)) == detail::one_number(one_form(out)) ? "" : differs();
}

}  // namespace laws
