// SPDX-License-Identifier: MIT
#include "stores.hpp"

#include <thread>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

constexpr auto rising = ListRange::Order::ascending, falling = ListRange::Order::descending;

void put_five(Store& store) {
  for (const std::string id : {"a", "b", "c", "d", "e"}) REQUIRE(store.write({put("letters", id, "is " + id)}));
}

}  // namespace

STORE_CASE("what was written is read, byte for byte, under any id, in its collection alone") {
  Kind kind;
  const std::string hostile[] = {
      "x", "a/b", "../..", "'; DROP TABLE records; --", "\xF0\x9F\x8C\x8D", std::string("a\0b", 3), "%", "*"};
  for (const auto& id : hostile) {
    Record record{
        .id = id, .value = "{\"id\":\"\\u0000\"}" + id, .tags = {{"model", id}}, .expires_at = 900'000'000'000};
    REQUIRE(kind.store->write({{.collection = id + "s", .put = record}}));
    const auto got = kind.store->read(id + "s", id);
    REQUIRE(got);
    REQUIRE(got->has_value());
    CHECK((*got)->revision > 0);
    record.revision = (*got)->revision;
    CHECK(**got == record);
    CHECK_FALSE(kind.store->read("others", id)->has_value());
  }
  CHECK_FALSE(kind.store->read("xs", "y")->has_value());
  CHECK(ids(kind.store->list("none", {})) == ".");
}

STORE_CASE("a list has the order of the first writes, both ways, page by page to the end") {
  Kind kind;
  put_five(*kind.store);
  REQUIRE(kind.store->write({put("letters", "b", "again")}));
  const auto list = [&](ListRange::Order order, std::string after, std::size_t limit) {
    return ids(kind.store->list("letters", {.order = order, .after = std::move(after), .limit = limit}));
  };
  CHECK(list(rising, "", 20) == "a b c d e .");
  CHECK(list(falling, "", 20) == "e d c b a .");
  CHECK(list(rising, "", 2) == "a b ...");
  CHECK(list(rising, "b", 2) == "c d ...");
  CHECK(list(rising, "d", 2) == "e .");
  CHECK(list(rising, "e", 2) == ".");
  CHECK(list(falling, "e", 3) == "d c b ...");
  CHECK(list(falling, "b", 3) == "a .");
  CHECK(list(rising, "", 5) == "a b c d e .");
  CHECK(kind.store->list("letters", {.after = "z"}).error().status == 404);
  CHECK((*kind.store->read("letters", "b"))->value == "again");
}

STORE_CASE("a list has what has all tags that are asked for") {
  Kind kind;
  REQUIRE(kind.store->write({put("c", "1", "", {{"model", "m"}, {"metadata.topic", "a"}}),
                             put("c", "2", "", {{"model", "m"}, {"metadata.topic", "b"}}),
                             put("c", "3", "", {{"model", "n"}, {"metadata.topic", "a"}})}));
  const auto with = [&](std::vector<std::pair<std::string, std::string>> tags) {
    return ids(kind.store->list("c", {.order = rising, .limit = 1, .tags = std::move(tags)}));
  };
  CHECK(with({{"model", "m"}}) == "1 ...");
  CHECK(with({{"metadata.topic", "a"}, {"model", "n"}}) == "3 .");
  CHECK(with({{"model", "topic"}}) == ".");
  REQUIRE(kind.store->write({put("c", "3", "", {{"model", "m"}})}));
  CHECK(with({{"model", "n"}}) == ".");
}

STORE_CASE("a write changes all it says, in its order; a collection goes as a whole") {
  Kind kind;
  put_five(*kind.store);
  REQUIRE(kind.store->write({put("other", "1", "x"), take_out("letters", "c"), put("letters", "f", "f"),
                             put("letters", "g", ""), take_out("letters", "g"), take_out("letters", "unknown")}));
  CHECK(ids(kind.store->list("letters", {.order = rising})) == "a b d e f .");
  REQUIRE(kind.store->write({take_out("letters"), take_out("never")}));
  CHECK(ids(kind.store->list("letters", {})) == ".");
  CHECK_FALSE(kind.store->read("letters", "a")->has_value());
  CHECK(ids(kind.store->list("other", {})) == "1 .");
  REQUIRE(kind.store->write({put("letters", "a", "new")}));
  CHECK(ids(kind.store->list("letters", {})) == "a .");
}

STORE_CASE("a record without an id is refused, with all that was to be written with it") {
  Kind kind;
  CHECK_FALSE(kind.store->write({put("c", "a", ""), put("c", "", "")}));
  CHECK(ids(kind.store->list("c", {})) == ".");
}

STORE_CASE("a record that is too large is refused, with all that was to be written with it") {
  Kind kind;
  const auto store = kind.small();
  REQUIRE(store->write({put("c", "kept", "a")}));
  const auto refused = store->write({take_out("c", "kept"), put("c", "large", std::string((1 << 20) + 1'001, 'x'))});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().status == 500);
  CHECK(refused.error().code == "store_full");
  CHECK(ids(store->list("c", {})) == "kept .");
  CHECK(store->write({put("c", "other", std::string(1'000'000, 'x'))}));
  CHECK(store->read("c", "other").value()->value.size() == 1'000'000);
}

STORE_CASE("a record that was gone comes last when it is put again") {
  Kind kind;
  auto brief = put("c", "brief", "");
  brief.put->expires_at = kind.clock->unix_time() + 10;
  REQUIRE(kind.store->write({brief, put("c", "long", "")}));
  kind.clock->advance(std::chrono::seconds{10});
  REQUIRE(kind.store->write({put("c", "brief", "again")}));
  CHECK(ids(kind.store->list("c", {.order = rising})) == "long brief .");
}

STORE_CASE("a record is gone once its time is over, its own or the store's") {
  Kind kind;
  auto brief = put("c", "brief", "");
  brief.put->expires_at = kind.clock->unix_time() + 10;
  REQUIRE(kind.store->write({brief, put("c", "long", "")}));
  kind.clock->advance(std::chrono::seconds{9});
  CHECK(ids(kind.store->list("c", {.order = rising})) == "brief long .");
  kind.clock->advance(std::chrono::seconds{1});
  CHECK(ids(kind.store->list("c", {})) == "long .");
  CHECK_FALSE(kind.store->read("c", "brief")->has_value());
  kind.clock->advance(std::chrono::seconds{990});
  CHECK(ids(kind.store->list("c", {})) == ".");
  REQUIRE(kind.store->write({put("c", "brief", "again")}));
  CHECK(ids(kind.store->list("c", {})) == "brief .");
}

STORE_CASE("many threads write and read at once") {
  Kind kind;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const auto id = std::to_string(t) + "." + std::to_string(i);
        CHECK(kind.store->write({put("all", id, id), put("each " + std::to_string(t), id, id)}));
        CHECK((*kind.store->read("all", id))->value == id);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(kind.store->list("all", {.limit = 1000})->records.size() == 200);
  for (int t = 0; t < 4; ++t) {
    const auto own = kind.store->list("each " + std::to_string(t), {.order = rising, .limit = 1000});
    REQUIRE(own->records.size() == 50);
    for (std::size_t i = 0; i < 50; ++i) CHECK(own->records[i].value == std::to_string(t) + "." + std::to_string(i));
  }
}

TEST_CASE("a memory store that is full forgets what was written the longest ago") {
  const auto store = memory_store({.max_records = 3});
  REQUIRE(store->write({put("c", "a", ""), put("d", "b", ""), put("c", "c", "")}));
  REQUIRE(store->write({put("c", "a", "again")}));
  REQUIRE(store->write({put("c", "e", "")}));
  CHECK(ids(store->list("c", {.order = rising})) == "a c e .");
  CHECK(ids(store->list("d", {})) == ".");
  CHECK(store->write({put("c", "1", ""), put("c", "2", ""), put("c", "3", ""), put("c", "4", "")}).error().code ==
        "store_full");
  CHECK(ids(store->list("c", {.order = rising})) == "a c e .");

  const auto small = memory_store({.max_bytes = 40'000});
  for (int i = 0; i < 50; ++i) REQUIRE(small->write({put("c", std::to_string(i), std::string(10'000, 'x'))}));
  CHECK(ids(small->list("c", {})) == "49 48 47 .");
  CHECK(small->write({put("c", "large", std::string(40'001, 'x'))}).error().code == "store_full");
  CHECK(ids(small->list("c", {})) == "49 48 47 .");
}

TEST_CASE("what it takes to find records counts as what they are") {
  constexpr std::size_t most = 100'000;
  const auto held = [](const StorePtr& store, const std::string& collection) {
    return store->list(collection, {.limit = 1'000'000})->records.size();
  };
  const auto store = memory_store({.max_bytes = most});
  for (int i = 0; i < 1'000; ++i) REQUIRE(store->write({put("c", std::to_string(i), "")}));
  CHECK(held(store, "c") > most / 1'000);
  CHECK(held(store, "c") < most / 250);

  // So do collections, each of which is there for one record.
  for (int i = 0; i < 1'000; ++i) REQUIRE(store->write({put("c" + std::to_string(i), "1", "")}));
  std::size_t count = 0;
  for (int i = 0; i < 1'000; ++i) count += held(store, "c" + std::to_string(i));
  CHECK(count > most / 1'000);
  CHECK(count < most / 300);

  // And a write that is too large with them is refused as a whole.
  std::vector<Change> many;
  for (int i = 0; i < 400; ++i) many.push_back(put("d", std::to_string(i), ""));
  CHECK(store->write(many).error().code == "store_full");
  CHECK(held(store, "d") == 0);
}

TEST_CASE("what was taken out counts no more") {
  const auto store = memory_store({.max_bytes = 50'000});
  REQUIRE(store->write({put("kept", "1", std::string(20'000, 'x'))}));
  for (int i = 0; i < 1'000; ++i) {
    const auto name = "c" + std::to_string(i);
    REQUIRE(store->write({put(name, "1", std::string(10'000, 'x')), put(name, "2", "", {{"a", "b"}})}));
    REQUIRE(store->write({put(name, "1", std::string(20'000, 'y'))}));
    REQUIRE(store->write({i % 2 ? take_out(name) : take_out(name, "1"), take_out(name, "2")}));
  }
  CHECK(store->read("kept", "1").value());
}
