// The bounds of the store in memory.
// SPDX-License-Identifier: MIT
#include "stores/store_kinds.hpp"

using namespace oaicompat;
using namespace oaicompat::testing;

TEST_CASE("a full memory store forgets what was put longest ago") {
  const auto store = memory_store({.max_records = 3});
  REQUIRE(store->write({put("c", record("a")), put("c", record("b")), put("d", record("c"))}));
  REQUIRE(store->write({put("c", record("a", "again"))}));
  REQUIRE(store->write({put("d", record("d"))}));
  CHECK(value_of(store, "c", "b") == "none");
  CHECK(all_ids(store, "c", {}) == std::vector<std::string>{"a"});
  CHECK(all_ids(store, "d", {}) == std::vector<std::string>{"d", "c"});
}

TEST_CASE("a memory store holds no more bytes than it may") {
  const auto store = memory_store({.max_bytes = 10'000});
  for (int i = 0; i < 50; ++i) REQUIRE(store->write({put("c", record(std::to_string(i), Bytes(1000, 'x')))}));
  CHECK(all_ids(store, "c", {}) == std::vector<std::string>{"49", "48", "47", "46", "45", "44", "43"});
}

TEST_CASE("what an empty memory store could not hold is refused, and costs nobody else's records") {
  const auto store = memory_store({.max_records = 2, .max_bytes = 10'000});
  REQUIRE(store->write({put("c", record("a"))}));
  const auto large = store->write({put("c", record("b", Bytes(10'000, 'x')))});
  REQUIRE_FALSE(large);
  CHECK(large.error().status == 413);
  CHECK_FALSE(store->write({put("c", record("1")), put("c", record("2")), put("c", record("3"))}));
  CHECK(all_ids(store, "c", {}) == std::vector<std::string>{"a"});
}
