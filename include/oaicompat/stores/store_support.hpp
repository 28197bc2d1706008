// What implementations of a store share.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/store.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

inline Error conflict_at(std::string_view id) {
  return api_error(409, "The record '" + std::string{id} + "' is not as it was expected to be.",
                   std::string{store_conflict});
}
inline Error too_large_for_store() { return api_error(500, "The store cannot hold that much.", "store_full"); }
inline Error no_such_cursor(std::string_view id, std::string param) {
  return api_error(404, "There is no '" + std::string{id} + "' in the list.", "", std::move(param));
}

// The id that a change is about; empty for a whole collection.
inline const std::string& id_of(const Change& change) {
  return change.put ? change.put->id : change.check.empty() ? change.remove : change.check;
}
inline bool is_check(const Change& change) { return !change.put && !change.check.empty(); }
// Whether a record with this revision, 0 for none, is what a change expects.
inline bool is_expected(const Change& change, std::uint64_t revision) {
  if (!change.if_revision) return true;
  return *change.if_revision == Change::present ? revision != 0 : *change.if_revision == revision;
}
inline Result<void> well_formed(const std::vector<Change>& changes) {
  const auto wrong = [](const char* why) { return local_error(ErrorKind::invalid_argument, why); };
  for (const auto& change : changes) {
    if (change.put && change.put->id.empty()) return wrong("A record needs an id.");
    if (change.if_revision && id_of(change).empty()) return wrong("A whole collection has no revision.");
  }
  return {};
}
inline bool has_tags(const Record& record, const std::vector<std::pair<std::string, std::string>>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& tag) {
    return std::find(record.tags.begin(), record.tags.end(), tag) != record.tags.end();
  });
}
// How the names of the collections beneath a record begin, or beneath a collection where there is no id.
inline std::string beneath(std::string_view collection, std::string_view id) {
  auto out = std::string{collection} + "/";
  return id.empty() ? out : out.append(id) + "/";
}
// The first name behind all that begin with a prefix that ends with a slash.
inline std::string end_of(std::string prefix) {
  prefix.back() = '0';
  return prefix;
}

// A page that ends before a record is the one that begins behind it in the other order.
template <class List>
Result<RecordPage> list_before(ListRange range, List list) {
  range.after = std::exchange(range.before, {});
  range.order = range.order == ListRange::Order::ascending ? ListRange::Order::descending : ListRange::Order::ascending;
  Result<RecordPage> page = list(range);
  if (!page) {
    auto error = page.error();
    if (error.param == "after") error.param = "before";
    return error;
  }
  std::reverse(page->records.begin(), page->records.end());
  return page;
}

}  // namespace oaicompat::inline v1::detail
