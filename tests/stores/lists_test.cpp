// Lists from any cursor, both ways: on every store.
// SPDX-License-Identifier: MIT
#include "stores.hpp"

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

constexpr auto upwards = ListRange::Order::ascending, downwards = ListRange::Order::descending;

void put_letters(Store& store, const std::string& letters) {
  for (const char letter : letters) REQUIRE(store.write({put("letters", {letter}, "")}));
}
std::string letters(const Store& store, const ListRange& range) { return ids(store.list("letters", range)); }

}  // namespace

STORE_CASE("a list goes on behind a record that was removed meanwhile") {
  Kind kind;
  put_letters(*kind.store, "abcdef");
  CHECK(letters(*kind.store, {.order = upwards, .limit = 2}) == "a b ...");
  REQUIRE(kind.store->write({take_out("letters", "b"), take_out("letters", "c")}));
  CHECK(letters(*kind.store, {.order = upwards, .after = "b", .limit = 2}) == "d e ...");
  CHECK(letters(*kind.store, {.order = downwards, .after = "c", .limit = 2}) == "a .");
  CHECK(letters(*kind.store, {.order = upwards, .before = "c"}) == "a .");
  // Also where it was the last, or all are gone.
  REQUIRE(kind.store->write({take_out("letters", "f")}));
  CHECK(letters(*kind.store, {.order = upwards, .after = "f"}) == ".");
  CHECK(letters(*kind.store, {.order = downwards, .after = "f", .limit = 1}) == "e ...");
  REQUIRE(kind.store->write({take_out("letters", "a"), take_out("letters", "d"), take_out("letters", "e")}));
  CHECK(letters(*kind.store, {.order = upwards, .after = "b"}) == ".");
}

STORE_CASE("removing each page's records while paging passes over none") {
  Kind kind;
  for (const auto order : {upwards, downwards}) {
    for (int i = 0; i < 25; ++i) REQUIRE(kind.store->write({put("c", std::to_string(i), "")}));
    std::size_t seen = 0;
    ListRange range{.order = order, .limit = 4};
    for (bool more = true; more;) {
      const auto page = kind.store->list("c", range).value();
      seen += page.records.size();
      more = page.has_more;
      range.after = page.records.back().id;
      for (const auto& record : page.records) REQUIRE(kind.store->write({take_out("c", record.id)}));
    }
    CHECK(seen == 25);
  }
}

STORE_CASE("a list goes on behind a record whose time is over") {
  Kind kind;
  put_letters(*kind.store, "ab");
  auto brief = put("letters", "c", "");
  brief.put->expires_at = kind.clock->unix_time() + 10;
  REQUIRE(kind.store->write({brief}));
  put_letters(*kind.store, "d");
  kind.clock->advance(std::chrono::seconds{10});
  CHECK(letters(*kind.store, {.order = upwards, .after = "c"}) == "d .");
  put_letters(*kind.store, "e");  // here it is removed
  CHECK(letters(*kind.store, {.order = upwards, .after = "c"}) == "d e .");
  CHECK(letters(*kind.store, {.order = downwards, .after = "c"}) == "b a .");
}

STORE_CASE("the place of a record that is gone is remembered for its time, and where it is put again no longer") {
  Kind kind;
  put_letters(*kind.store, "abc");
  REQUIRE(kind.store->write({take_out("letters", "a"), take_out("letters", "b")}));
  put_letters(*kind.store, "a");
  CHECK(letters(*kind.store, {.order = upwards, .after = "a"}) == ".");
  CHECK(letters(*kind.store, {.order = upwards, .after = "b"}) == "c a .");
  kind.clock->advance(std::chrono::seconds{500});
  put_letters(*kind.store, "d");
  const auto forgotten = kind.store->list("letters", {.after = "b"});
  REQUIRE_FALSE(forgotten);
  CHECK(forgotten.error().status == 404);
  CHECK(forgotten.error().param == "after");
}

STORE_CASE("a page before a record is the one that ends there") {
  Kind kind;
  put_letters(*kind.store, "abcdef");
  CHECK(letters(*kind.store, {.order = upwards, .before = "e", .limit = 2}) == "c d ...");
  CHECK(letters(*kind.store, {.order = upwards, .before = "c", .limit = 2}) == "a b .");
  CHECK(letters(*kind.store, {.order = upwards, .before = "a"}) == ".");
  CHECK(letters(*kind.store, {.order = downwards, .before = "c", .limit = 2}) == "e d ...");
  CHECK(letters(*kind.store, {.order = downwards, .before = "d", .limit = 2}) == "f e .");
  const auto unknown = kind.store->list("letters", {.before = "z"});
  CHECK(unknown.error().status == 404);
  CHECK(unknown.error().param == "before");
}

STORE_CASE("between two records a list has what stands between") {
  Kind kind;
  put_letters(*kind.store, "abcdef");
  CHECK(letters(*kind.store, {.order = upwards, .after = "b", .before = "e"}) == "c d .");
  CHECK(letters(*kind.store, {.order = upwards, .after = "a", .before = "f", .limit = 2}) == "b c ...");
  CHECK(letters(*kind.store, {.order = downwards, .after = "e", .before = "b"}) == "d c .");
  CHECK(letters(*kind.store, {.order = upwards, .after = "e", .before = "b"}) == ".");
  CHECK(letters(*kind.store, {.order = upwards, .after = "c", .before = "c"}) == ".");
  CHECK(kind.store->list("letters", {.after = "a", .before = "z"}).error().param == "before");
}

STORE_CASE("the order is that of the writes, wherever the clock stands") {
  Kind kind;
  put_letters(*kind.store, "cab");
  kind.clock->advance(std::chrono::seconds{5});
  put_letters(*kind.store, "Za");  // a keeps its place
  CHECK(letters(*kind.store, {.order = upwards}) == "c a b Z .");
  REQUIRE(kind.store->write({put("letters", "2", ""), put("letters", "1", "")}));
  CHECK(letters(*kind.store, {.order = downwards, .limit = 3}) == "1 2 Z ...");
}

STORE_CASE("pages filtered by tags go on behind each other both ways") {
  Kind kind;
  for (int i = 0; i < 30; ++i)
    REQUIRE(kind.store->write({put("c", std::to_string(i), "", {{"even", i % 2 ? "no" : "yes"}})}));
  for (const auto order : {upwards, downwards}) {
    ListRange range{.order = order, .limit = 4, .tags = {{"even", "yes"}}};
    std::vector<std::string> seen;
    for (bool more = true; more;) {
      const auto page = kind.store->list("c", range).value();
      for (const auto& record : page.records) seen.push_back(record.id);
      more = page.has_more;
      range.after = seen.back();
    }
    REQUIRE(seen.size() == 15);
    for (std::size_t i = 0; i < 15; ++i) CHECK(seen[i] == std::to_string(order == upwards ? 2 * i : 28 - 2 * i));
  }
}

STORE_CASE("a list of no records says whether there are any") {
  Kind kind;
  CHECK(letters(*kind.store, {.limit = 0}) == ".");
  put_letters(*kind.store, "a");
  CHECK(letters(*kind.store, {.limit = 0}) == "...");
}
