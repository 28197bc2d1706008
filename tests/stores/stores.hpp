// What every store does is tested on each of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/stores/memory_store.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace oaicompat::test {

struct InMemory {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr store = memory_store({.keep = std::chrono::seconds{1000}, .clock = clock});
};

/// A case for each store, whose type is `Kind`: it has a `store` and the `clock` that it goes by.
#define STORE_CASE(sentence) TEST_CASE_TEMPLATE(sentence, Kind, InMemory)

inline Change put(std::string collection, std::string id, std::string value,
                  std::vector<std::pair<std::string, std::string>> tags = {}) {
  return {.collection = std::move(collection),
          .put = Record{.id = std::move(id), .value = std::move(value), .tags = std::move(tags)}};
}
inline Change take_out(std::string collection, std::string id = "") {
  return {.collection = std::move(collection), .remove = std::move(id)};
}
inline std::string ids(const Result<RecordPage>& page) {
  if (!page) return page.error().message;
  std::string out;
  for (const auto& record : page->records) out += record.id + " ";
  return out + (page->has_more ? "..." : ".");
}

}  // namespace oaicompat::test
