// What every store does is tested on each of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/stores/memory_store.hpp>
#if OAICOMPAT_SQLITE
#include <oaicompat/stores/sqlite_store.hpp>
#endif

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace oaicompat::test {

struct InMemory {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr store = memory_store({.keep = std::chrono::seconds{1000}, .clock = clock});
};

// STORE_CASE: a case for each store, whose type is `Kind`; it has a `store` and the `clock` that it goes by.
#if OAICOMPAT_SQLITE
/// In a file that goes with it.
struct InFile {
  std::string file = std::filesystem::temp_directory_path() / (random_id("oaicompat-") + ".db");
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr store = *sqlite_store({.file = file, .keep = std::chrono::seconds{1000}, .clock = clock});
  ~InFile() {
    store.reset();
    for (const auto* more : {"", "-wal", "-shm"}) std::filesystem::remove(file + more);
  }
};
#define STORE_CASE(sentence) TEST_CASE_TEMPLATE(sentence, Kind, InMemory, InFile)
#else
#define STORE_CASE(sentence) TEST_CASE_TEMPLATE(sentence, Kind, InMemory)
#endif

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
