// Azure OpenAI's paths.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail::azure {

// The operations whose classic path names a deployment.
inline constexpr std::array<std::string_view, 8> deployed{
    "/chat/completions",     "/completions",        "/embeddings",         "/audio/speech",
    "/audio/transcriptions", "/audio/translations", "/images/generations", "/images/edits"};

inline bool is_deployed(std::string_view operation) {
  return std::find(deployed.begin(), deployed.end(), operation) != deployed.end();
}

// A query without its `api-version`.
inline std::string without_version(std::string_view query) {
  std::string out;
  while (!query.empty()) {
    const auto member = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), member.size() + 1));
    if (member.starts_with("api-version=") || member == "api-version") continue;
    if (!out.empty()) out += '&';
    out += member;
  }
  return out;
}

}  // namespace oaicompat::inline v1::detail::azure
