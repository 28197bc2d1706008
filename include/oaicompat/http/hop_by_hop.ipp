// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/hop_by_hop.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE bool is_hop_by_hop(std::string_view name) {
  constexpr std::string_view names[] = {"te",
                                        "trailer",
                                        "upgrade",
                                        "connection",
                                        "keep-alive",
                                        "proxy-connection",
                                        "proxy-authenticate",
                                        "transfer-encoding",
                                        "proxy-authorization"};
  return std::any_of(std::begin(names), std::end(names), [&](auto own) { return iequals(own, name); });
}

namespace detail {

// The names in a list such as `close, X-Own`.
inline void add_words(std::string_view list, std::vector<std::string>& words) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    auto word = list.substr(0, comma);
    list.remove_prefix(std::min(comma + 1, list.size()));
    while (!word.empty() && (word.front() == ' ' || word.front() == '\t')) word.remove_prefix(1);
    while (!word.empty() && (word.back() == ' ' || word.back() == '\t')) word.remove_suffix(1);
    if (!word.empty() && !is_hop_by_hop(word) && !iequals(word, "close")) words.emplace_back(word);
  }
}

}  // namespace detail

OAICOMPAT_INLINE void remove_hop_by_hop(Headers& headers) {
  std::vector<std::string> named;
  bool any = false;
  for (const auto& [name, value] : headers) {
    any = any || is_hop_by_hop(name);
    if (iequals(name, "connection")) detail::add_words(value, named);
  }
  if (any) headers.remove_if([](const auto& field) { return is_hop_by_hop(field.name); });
  for (const auto& name : named) headers.remove(name);
}

}  // namespace oaicompat::inline v1
