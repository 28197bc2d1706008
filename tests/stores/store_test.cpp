// What every store does.
// SPDX-License-Identifier: MIT
#include "stores/store_kinds.hpp"

#include <atomic>
#include <set>
#include <thread>

using namespace oaicompat;
using namespace oaicompat::testing;

STORE_CASE("a store gives back what was put") {
  const auto store = Kind{}.open(std::nullopt);
  const auto kept = record("r1", "{\"a\":1}", {{"model", "demo"}, {"metadata.topic", "weather"}});
  REQUIRE(store->write({put("responses", kept)}));
  CHECK(store->read("responses", "r1").value() == kept);
  CHECK_FALSE(store->read("responses", "r2").value());
  CHECK_FALSE(store->read("conversations", "r1").value());
}

STORE_CASE("a record that is put again has its new value in its old place") {
  const auto store = Kind{}.open();
  REQUIRE(store->write({put("c", record("a", "1")), put("c", record("b", "2")), put("c", record("c", "3"))}));
  REQUIRE(store->write({put("c", record("a", "4", {{"new", "tag"}}))}));
  const auto page = store->list("c", {.order = ListRange::Order::ascending}).value();
  CHECK(ids(page) == std::vector<std::string>{"a", "b", "c"});
  CHECK(page.records[0].value == "4");
  CHECK(ids(store->list("c", {.tags = {{"new", "tag"}}}).value()) == std::vector<std::string>{"a"});
}

STORE_CASE("a removed record is gone, and comes last when it is put again") {
  const auto store = Kind{}.open();
  REQUIRE(store->write({put("c", record("a")), put("c", record("b"))}));
  REQUIRE(store->write({removal("c", "a"), removal("c", "nobody"), removal("nowhere", "a")}));
  CHECK(value_of(store, "c", "a") == "none");
  REQUIRE(store->write({put("c", record("a"))}));
  CHECK(all_ids(store, "c", {.order = ListRange::Order::ascending}) == std::vector<std::string>{"b", "a"});
}

STORE_CASE("a collection can be removed whole, and no other goes with it") {
  const auto store = Kind{}.open();
  REQUIRE(
      store->write({put("c", record("a")), put("c", record("b")), put("c/b", record("a")), put("cc", record("a"))}));
  REQUIRE(store->write({removal("c", "")}));
  CHECK(store->list("c", {}).value().records.empty());
  CHECK(value_of(store, "c/b", "a") == "{}");
  CHECK(value_of(store, "cc", "a") == "{}");
}

STORE_CASE("pages in both orders come to the end") {
  const auto store = Kind{}.open();
  std::vector<std::string> forward;
  for (int i = 0; i < 47; ++i) {
    forward.push_back("id" + std::to_string(i * 7919 % 47));
    REQUIRE(store->write({put("c", record(forward.back()))}));
  }
  const std::vector<std::string> back{forward.rbegin(), forward.rend()};
  for (const std::size_t limit : {1u, 5u, 46u, 47u, 100u}) {
    CAPTURE(limit);
    CHECK(all_ids(store, "c", {.order = ListRange::Order::ascending, .limit = limit}) == forward);
    CHECK(all_ids(store, "c", {.limit = limit}) == back);
  }
  CHECK(store->list("c", {}).value().records.size() == 20);
  CHECK_FALSE(store->list("c", {.limit = 47}).value().has_more);
  CHECK(store->list("c", {.limit = 46}).value().has_more);
}

STORE_CASE("a page behind the last record is empty, and one behind a record that is not there an error") {
  const auto store = Kind{}.open();
  REQUIRE(store->write({put("c", record("a")), put("c", record("b")), put("other", record("x"))}));
  CHECK(store->list("c", {.after = "a"}).value().records.empty());
  const auto missing = store->list("c", {.after = "x"});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().status == 404);
  CHECK(missing.error().message.find("'x'") != std::string::npos);
  CHECK(store->list("nothing", {}).value().records.empty());
  CHECK_FALSE(store->list("nothing", {.after = "a"}));
}

STORE_CASE("tags filter, and pages of what they leave are full") {
  const auto store = Kind{}.open();
  for (int i = 0; i < 30; ++i) {
    REQUIRE(store->write({put("c", record("id" + std::to_string(i), "{}",
                                          {{"parity", i % 2 ? "odd" : "even"}, {"third", i % 3 ? "no" : "yes"}}))}));
  }
  CHECK(all_ids(store, "c", {.limit = 4, .tags = {{"parity", "odd"}}}).size() == 15);
  CHECK(all_ids(store, "c", {.limit = 2, .tags = {{"parity", "odd"}, {"third", "yes"}}}) ==
        std::vector<std::string>{"id27", "id21", "id15", "id9", "id3"});
  const auto page = store->list("c", {.limit = 5, .tags = {{"third", "yes"}, {"parity", "odd"}}}).value();
  CHECK(page.records.size() == 5);
  CHECK_FALSE(page.has_more);
  CHECK(all_ids(store, "c", {.tags = {{"parity", "od"}}}).empty());
  CHECK(all_ids(store, "c", {.tags = {{"odd", "parity"}}}).empty());
}

STORE_CASE("ids, names and values may be any bytes") {
  const auto store = Kind{}.open();
  const std::vector<std::string> hostile{"'; DROP TABLE records; --",
                                         "%",
                                         "_",
                                         "*",
                                         std::string("a\0b", 3),
                                         std::string("\0", 1),
                                         "a",
                                         "A",
                                         "a/",
                                         "/a",
                                         "../../etc/passwd",
                                         "\xff\xfe",
                                         "\xe2\x82\xac",
                                         "a\nb",
                                         "\"",
                                         "\\",
                                         std::string(100'000, 'x'),
                                         " ",
                                         "0",
                                         "00"};
  for (const auto& id : hostile) REQUIRE(store->write({put(id, record(id, id, {{id, id}}))}));
  for (const auto& id : hostile) REQUIRE(store->write({put("all", record(id, id, {{id, id}}))}));
  for (const auto& id : hostile) {
    CAPTURE(id.substr(0, 30));
    CHECK(value_of(store, "all", id) == id);
    CHECK(all_ids(store, id, {}) == std::vector<std::string>{id});
    CHECK(all_ids(store, "all", {.tags = {{id, id}}}) == std::vector<std::string>{id});
  }
  CHECK(all_ids(store, "all", {.order = ListRange::Order::ascending, .limit = 3}) == hostile);
}

STORE_CASE("a batch is done whole or not at all") {
  const auto store = Kind{}.open();
  REQUIRE(store->write({put("c", record("a", "1"))}));
  const auto refused = store->write({put("c", record("a", "2")), removal("c", "a"), put("c", record(""))});
  REQUIRE_FALSE(refused);
  CHECK(value_of(store, "c", "a") == "1");
  REQUIRE(store->write({removal("c", ""), put("c", record("b", "1")), put("c", record("b", "2"))}));
  CHECK(all_ids(store, "c", {}) == std::vector<std::string>{"b"});
  CHECK(value_of(store, "c", "b") == "2");
  CHECK(store->write({}));
}

STORE_CASE("a record is forgotten when its time is over") {
  const Kind kind;
  const auto store = kind.open(100s);
  auto brief = record("brief");
  brief.expires_at = kind.clock->unix_time() + 10;
  REQUIRE(store->write({put("c", record("usual")), put("c", brief)}));
  CHECK(store->read("c", "usual").value()->expires_at == kind.clock->unix_time() + 100);
  kind.clock->advance(9s);
  CHECK(all_ids(store, "c", {}) == std::vector<std::string>{"brief", "usual"});
  kind.clock->advance(1s);
  CHECK(value_of(store, "c", "brief") == "none");
  CHECK(all_ids(store, "c", {}) == std::vector<std::string>{"usual"});
  CHECK_FALSE(store->list("c", {.after = "brief"}));
  REQUIRE(store->write({put("c", record("late")), put("c", record("brief"))}));
  CHECK(all_ids(store, "c", {.order = ListRange::Order::ascending}) ==
        std::vector<std::string>{"usual", "late", "brief"});
  kind.clock->advance(95s);
  CHECK(all_ids(store, "c", {}) == std::vector<std::string>{"brief", "late"});
}

STORE_CASE("a record that is put again lives as long as it then says") {
  const Kind kind;
  const auto store = kind.open(100s);
  REQUIRE(store->write({put("c", record("a"))}));
  kind.clock->advance(60s);
  REQUIRE(store->write({put("c", record("a"))}));
  kind.clock->advance(60s);
  CHECK(value_of(store, "c", "a") == "{}");
  kind.clock->advance(60s);
  CHECK(value_of(store, "c", "a") == "none");
}

STORE_CASE("a store that keeps for ever does") {
  const Kind kind;
  const auto store = kind.open(std::nullopt);
  REQUIRE(store->write({put("c", record("a"))}));
  kind.clock->advance(24h * 365 * 100);
  CHECK(store->read("c", "a").value()->expires_at == std::nullopt);
}

STORE_CASE("threads write and read at once, and see whole batches") {
  const auto store = Kind{}.open();
  constexpr int writers = 4, rounds = 25;
  std::atomic<bool> torn{false}, failed{false};
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; i < rounds; ++i) {
        const auto id = std::to_string(w) + "." + std::to_string(i);
        if (!store->write({put("c", record(id)), put("c", record(id + "'")), put("last", record("x", id))}))
          failed = true;
        const auto page = store->list("c", {.limit = 1000});
        if (!page) failed = true;
        if (page && page->records.size() % 2) torn = true;
      }
    });
  }
  for (auto& each : threads) each.join();
  CHECK_FALSE(torn);
  CHECK_FALSE(failed);
  const auto found = all_ids(store, "c", {.limit = 7});
  CHECK(found.size() == 2 * writers * rounds);
  CHECK(std::set<std::string>(found.begin(), found.end()).size() == found.size());
  CHECK(all_ids(store, "last", {}).size() == 1);
}
