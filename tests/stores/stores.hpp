// What every store does is tested on each of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/stores/memory_store.hpp>
#if OAICOMPAT_REDIS
#include "redis_server.hpp"
#endif
#if OAICOMPAT_SQLITE
#include <oaicompat/stores/sqlite_store.hpp>
#endif

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace oaicompat::test {

struct InMemory {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr store = memory_store(
      {.retention = std::chrono::seconds{1000}, .keep_cursors = std::chrono::seconds{500}, .clock = clock});
  /// One that takes records of a megabyte, and no larger ones.
  static StorePtr small() { return memory_store({.max_bytes = (1 << 20) + 1'000}); }
};

/// A folder of its own, with all that is in it.
class Folder {
 public:
  Folder() : path_{std::filesystem::temp_directory_path() / random_id("oaicompat-")} {
    std::filesystem::create_directory(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const char* name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

#if OAICOMPAT_SQLITE
struct InSqlite {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  Folder folder{};
  StorePtr store = sqlite_store({.file = folder.file("store"),
                                 .retention = std::chrono::seconds{1000},
                                 .keep_cursors = std::chrono::seconds{500},
                                 .clock = clock})
                       .value();
  StorePtr small() const { return sqlite_store({.file = folder.file("small"), .max_record_bytes = 1 << 20}).value(); }
};
#define OAICOMPAT_AND_SQLITE , InSqlite
#else
#define OAICOMPAT_AND_SQLITE
#endif

#if OAICOMPAT_REDIS
struct InRedis {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr store = redis_store({.url = RedisServer::shared()->url(),
                                .prefix = random_id("test-"),
                                .retention = std::chrono::seconds{1000},
                                .keep_cursors = std::chrono::seconds{500},
                                .clock = clock})
                       .value();
  static StorePtr small() {
    return redis_store({.url = RedisServer::shared()->url(), .prefix = random_id("test-"), .max_record_bytes = 1 << 20})
        .value();
  }
};
#define OAICOMPAT_AND_REDIS , InRedis
#else
#define OAICOMPAT_AND_REDIS
#endif
#define OAICOMPAT_STORES InMemory OAICOMPAT_AND_SQLITE OAICOMPAT_AND_REDIS

/// Whether a store of this kind can be made here; what cannot is said once.
template <class Kind>
bool is_here() {
#if OAICOMPAT_REDIS
  if constexpr (std::is_same_v<Kind, InRedis>) return RedisServer::shared() != nullptr;
#endif
  return true;
}

/// A case for each store, whose type is `Kind`: it has a `store` and the `clock` that it goes by.
#define STORE_CASE(sentence) STORE_CASE_AS(sentence, DOCTEST_ANONYMOUS(store_case_))
#define STORE_CASE_AS(sentence, name)                    \
  template <class Kind>                                  \
  static void name();                                    \
  TEST_CASE_TEMPLATE(sentence, Kind, OAICOMPAT_STORES) { \
    if (oaicompat::test::is_here<Kind>()) name<Kind>();  \
  }                                                      \
  template <class Kind>                                  \
  static void name()

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
