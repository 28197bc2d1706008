// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/file.hpp>
#include <oaicompat/gateway/rules.hpp>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE bool matches_glob(std::string_view glob, std::string_view text) {
  if (glob.empty()) return true;
  std::size_t g = 0, t = 0, star = glob.npos, from = 0;  // the last `*`, and what it stands for so far
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      from = t;
    } else if (g < glob.size() && glob[g] == text[t]) {
      ++g;
      ++t;
    } else if (star != glob.npos) {
      g = star + 1;
      t = ++from;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

OAICOMPAT_INLINE Result<std::string> read_secret(const std::string& place) {
  if (place.empty()) return std::string{};
  if (place.starts_with("env:")) {
    if (const auto* value = std::getenv(place.c_str() + 4)) return std::string{value};
    return local_error(ErrorKind::invalid_argument, "The variable of " + place + " is not set.", "no_secret");
  }
  if (!place.starts_with("file:")) {
    return local_error(ErrorKind::invalid_argument, "A key is named by env: or file:.", "no_secret");
  }
  auto read = read_file(place.substr(5));
  if (!read) return local_error(ErrorKind::invalid_argument, "Cannot read " + place + ".", "no_secret");
  std::string out = *std::move(read);
  while (!out.empty() && (out.back() == '\n' || out.back() == '\r')) out.pop_back();
  return out;
}

OAICOMPAT_INLINE Error at_line(const Rules& rules, std::string_view place, Error error) {
  const auto& all = rules.places;
  const auto at = std::find_if(all.begin(), all.end(), [&](auto& each) { return each.place == place; });
  if (at != all.end()) error.message.insert(0, "line " + std::to_string(at->line) + ": ");
  return error;
}

OAICOMPAT_INLINE Result<void> check_secrets(const Rules& rules) {
  std::string wrong;
  for (const auto& [place, line] : rules.places) {
    if (!place.starts_with("env:") && !place.starts_with("file:")) continue;
    const auto secret = read_secret(place);
    if (secret) continue;
    wrong += (wrong.empty() ? "line " : "\nline ") + std::to_string(line) + ": " + secret.error().message;
  }
  if (wrong.empty()) return {};
  return local_error(ErrorKind::invalid_argument, std::move(wrong), "no_secret");
}

}  // namespace oaicompat::inline v1
