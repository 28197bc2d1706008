// The kinds of store, and what makes one: a STORE_CASE runs over each.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/stores/memory_store.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::testing {

using namespace std::chrono_literals;

struct MemoryKind {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr open(std::optional<std::chrono::seconds> keep = 1h) const {
    return memory_store({.keep = keep, .clock = clock});
  }
};

#define STORE_CASE(sentence) TEST_CASE_TEMPLATE(sentence, Kind, oaicompat::testing::MemoryKind)

inline Record record(std::string id, Bytes value = "{}", std::vector<std::pair<std::string, std::string>> tags = {}) {
  return {.id = std::move(id), .value = std::move(value), .tags = std::move(tags), .expires_at = {}};
}
inline Change put(std::string collection, Record record) {
  return {.collection = std::move(collection), .put = std::move(record), .remove = {}};
}
inline Change removal(std::string collection, std::string id) {
  return {.collection = std::move(collection), .put = {}, .remove = std::move(id)};
}

/// The value under an id, or `none`.
inline Bytes value_of(const StorePtr& store, std::string_view collection, std::string_view id) {
  const auto found = store->read(collection, id).value();
  return found ? found->value : "none";
}

/// The ids of a page.
inline std::vector<std::string> ids(const RecordPage& page) {
  std::vector<std::string> out;
  for (const auto& each : page.records) out.push_back(each.id);
  return out;
}

/// The ids of a whole collection, page by page.
inline std::vector<std::string> all_ids(const StorePtr& store, std::string_view collection, ListRange range) {
  std::vector<std::string> out;
  for (;;) {
    const auto page = store->list(collection, range).value();
    for (const auto& id : ids(page)) out.push_back(id);
    if (!page.has_more) return out;
    range.after = page.records.back().id;
  }
}

}  // namespace oaicompat::testing
