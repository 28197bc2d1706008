// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/store.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What every store says alike.
namespace oaicompat::inline v1::detail {

inline std::optional<Error> malformed(const std::vector<Change>& changes) {
  for (const auto& change : changes) {
    if (change.put && change.put->id.empty()) return local_error(ErrorKind::usage, "A record needs an id.");
  }
  return std::nullopt;
}

inline Error no_such_cursor(std::string_view id) {
  return api_error(404, "No item with id '" + std::string{id} + "' was found.", {}, "after");
}

inline std::optional<std::int64_t> expiry(const Record& record, std::optional<std::chrono::seconds> keep,
                                          std::int64_t now) {
  if (record.expires_at || !keep) return record.expires_at;
  return now + keep->count();
}

using Tags = std::vector<std::pair<std::string, std::string>>;

inline bool has_all(const Tags& tags, const Tags& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const auto& tag) { return std::find(tags.begin(), tags.end(), tag) != tags.end(); });
}

}  // namespace oaicompat::inline v1::detail
