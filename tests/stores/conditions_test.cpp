// Compare and set, and what goes with what: on every store.
// SPDX-License-Identifier: MIT
#include "stores.hpp"

#include <atomic>
#include <latch>
#include <thread>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

Change given(Change change, std::uint64_t revision) {
  change.if_revision = revision;
  return change;
}
Change check(std::string collection, std::string id, std::uint64_t revision) {
  return {.collection = std::move(collection), .check = std::move(id), .if_revision = revision};
}
std::uint64_t revision_of(const Store& store, const std::string& collection, const std::string& id) {
  const auto record = store.read(collection, id).value();
  return record ? record->revision : 0;
}
// What became of a write.
std::string outcome(const Result<void>& written) {
  return written ? "written" : is_conflict(written.error()) ? "conflict" : to_string(written.error());
}

// Adds one to a number in a record, again until nobody came between.
void count_up(Store& store, std::atomic<int>& conflicts) {
  while (true) {
    const auto read = store.read("c", "counter").value().value();
    const auto next = std::to_string(std::stoi(read.value) + 1);
    const auto written = store.write({given(put("c", "counter", next), read.revision), put("log", next, "")});
    if (written) return;
    REQUIRE(is_conflict(written.error()));
    ++conflicts;
  }
}

template <class Work>
void on_threads(int count, Work work) {
  std::latch all_there{count};
  std::vector<std::thread> threads;
  for (int t = 0; t < count; ++t) {
    threads.emplace_back([&, t] {
      all_there.arrive_and_wait();
      work(t);
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace

STORE_CASE("a record that is new is written where there was none, and only there") {
  Kind kind;
  CHECK(outcome(kind.store->write({given(put("c", "1", "first"), Change::absent)})) == "written");
  CHECK(outcome(kind.store->write({given(put("c", "1", "second"), Change::absent)})) == "conflict");
  CHECK(kind.store->read("c", "1").value()->value == "first");
  REQUIRE(kind.store->write({take_out("c", "1")}));
  CHECK(outcome(kind.store->write({given(put("c", "1", "third"), Change::absent)})) == "written");
  CHECK(outcome(kind.store->write({given(put("c", "2", ""), Change::present)})) == "conflict");
  CHECK(outcome(kind.store->write({given(put("c", "1", "fourth"), Change::present)})) == "written");
}

STORE_CASE("a record that was read is written over as it was read, and not when it has changed") {
  Kind kind;
  REQUIRE(kind.store->write({put("c", "1", "a")}));
  const auto first = revision_of(*kind.store, "c", "1");
  CHECK(outcome(kind.store->write({given(put("c", "1", "b"), first)})) == "written");
  CHECK(outcome(kind.store->write({given(put("c", "1", "c"), first)})) == "conflict");
  CHECK(outcome(kind.store->write({given(take_out("c", "1"), first)})) == "conflict");
  CHECK(kind.store->read("c", "1").value()->value == "b");
  const auto second = revision_of(*kind.store, "c", "1");
  CHECK(second > first);
  CHECK(outcome(kind.store->write({given(take_out("c", "1"), second)})) == "written");
  CHECK(outcome(kind.store->write({given(take_out("c", "1"), Change::present)})) == "conflict");
}

STORE_CASE("no revision comes again, not even that of a record that was removed or is the same again") {
  Kind kind;
  std::vector<std::uint64_t> seen;
  for (int i = 0; i < 5; ++i) {
    REQUIRE(kind.store->write({put("c", "1", "same")}));
    seen.push_back(revision_of(*kind.store, "c", "1"));
    REQUIRE(kind.store->write({i % 2 ? take_out("c") : take_out("c", "1")}));
  }
  for (std::size_t i = 1; i < seen.size(); ++i) CHECK(seen[i] > seen[i - 1]);
}

STORE_CASE("nothing of a write is done where one of its conditions does not hold") {
  Kind kind;
  REQUIRE(kind.store->write({put("c", "1", "a"), put("c/1/parts", "x", "")}));
  CHECK(outcome(kind.store->write({put("c", "2", ""), take_out("c", "1"), check("d", "none", Change::present)})) ==
        "conflict");
  CHECK(outcome(kind.store->write({take_out("c"), given(put("d", "1", ""), 7)})) == "conflict");
  CHECK(ids(kind.store->list("c", {})) == "1 .");
  CHECK(ids(kind.store->list("c/1/parts", {})) == "x .");
  CHECK(ids(kind.store->list("d", {})) == ".");
}

STORE_CASE("a condition is about what there was before the write") {
  Kind kind;
  REQUIRE(kind.store->write({put("c", "1", "a")}));
  const auto revision = revision_of(*kind.store, "c", "1");
  CHECK(outcome(
            kind.store->write({put("c", "1", "b"), given(put("c", "1", "c"), revision), check("c", "2", Change::absent),
                               put("c", "2", ""), given(put("c", "2", "d"), Change::absent)})) == "written");
  CHECK(kind.store->read("c", "1").value()->value == "c");
  CHECK(kind.store->read("c", "2").value()->value == "d");
}

STORE_CASE("a check changes nothing, and one of a whole collection is refused") {
  Kind kind;
  REQUIRE(kind.store->write({put("c", "1", "a")}));
  const auto revision = revision_of(*kind.store, "c", "1");
  CHECK(outcome(kind.store->write({check("c", "1", revision), check("c", "2", Change::absent)})) == "written");
  CHECK(revision_of(*kind.store, "c", "1") == revision);
  CHECK(ids(kind.store->list("c", {})) == "1 .");
  const auto refused = kind.store->write({given(take_out("c"), Change::present)});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::invalid_argument);
}

STORE_CASE("a record whose time is over is absent to a condition") {
  Kind kind;
  auto brief = put("c", "1", "old");
  brief.put->expires_at = kind.clock->unix_time() + 10;
  REQUIRE(kind.store->write({brief}));
  const auto revision = revision_of(*kind.store, "c", "1");
  kind.clock->advance(std::chrono::seconds{10});
  CHECK(outcome(kind.store->write({given(put("c", "1", "x"), revision)})) == "conflict");
  CHECK(outcome(kind.store->write({given(put("c", "1", "new"), Change::absent)})) == "written");
}

STORE_CASE("of many who change a record at once none is lost") {
  Kind kind;
  constexpr int threads = 4, times = 25;
  REQUIRE(kind.store->write({put("c", "counter", "0")}));
  std::atomic<int> conflicts = 0;
  on_threads(threads, [&](int) {
    for (int i = 0; i < times; ++i) count_up(*kind.store, conflicts);
  });
  CHECK(kind.store->read("c", "counter").value()->value == std::to_string(threads * times));
  CHECK(kind.store->list("log", {.limit = 1000})->records.size() == threads * times);
  MESSAGE(conflicts.load(), " conflicts");
}

STORE_CASE("of many who would make a record one does, with all that it writes beside") {
  Kind kind;
  for (int round = 0; round < 10; ++round) {
    const auto id = std::to_string(round);
    std::atomic<int> made = 0;
    on_threads(4, [&](int t) {
      const auto beside = put("c/" + id + "/by", std::to_string(t), "");
      const auto written = kind.store->write({beside, given(put("c", id, ""), Change::absent), put("by", id, "")});
      if (written)
        ++made;
      else
        CHECK(is_conflict(written.error()));
    });
    CHECK(made == 1);
    CHECK(kind.store->list("c/" + id + "/by", {})->records.size() == 1);
  }
}

STORE_CASE("what is beneath a record goes with it, and nothing else does") {
  Kind kind;
  const auto all = [] {
    return std::vector{put("c", "a", ""),          put("c/a/items", "1", ""), put("c/a/items/1/parts", "x", ""),
                       put("c/a/files", "2", ""),  put("c", "b", ""),         put("c/b/items", "1", ""),
                       put("c/ab/items", "1", ""), put("c/a", "z", ""),       put("c/a0", "1", ""),
                       put("d/a/items", "1", "")};
  };
  REQUIRE(kind.store->write(all()));
  REQUIRE(kind.store->write({take_out("c", "a")}));
  for (const char* gone : {"c/a/items", "c/a/items/1/parts", "c/a/files"}) {
    CAPTURE(gone);
    CHECK(ids(kind.store->list(gone, {})) == ".");
  }
  CHECK_FALSE(kind.store->read("c/a/items", "1").value());
  for (const char* kept : {"c", "c/b/items", "c/ab/items", "c/a", "c/a0", "d/a/items"}) {
    CAPTURE(kept);
    CHECK(ids(kind.store->list(kept, {})) != ".");
  }
  REQUIRE(kind.store->write(all()));
  REQUIRE(kind.store->write({take_out("c")}));
  for (const char* gone : {"c", "c/a", "c/a0", "c/a/items", "c/b/items", "c/a/items/1/parts"}) {
    CAPTURE(gone);
    CHECK(ids(kind.store->list(gone, {})) == ".");
  }
  CHECK(ids(kind.store->list("d/a/items", {})) == "1 .");
}

STORE_CASE("what is beneath a record goes with it when its time is over") {
  Kind kind;
  auto brief = put("c", "a", "");
  brief.put->expires_at = kind.clock->unix_time() + 10;
  REQUIRE(kind.store->write({brief, put("c/a/items", "1", "")}));
  kind.clock->advance(std::chrono::seconds{10});
  REQUIRE(kind.store->write({put("d", "1", "")}));
  CHECK_FALSE(kind.store->read("c/a/items", "1").value());
}

STORE_CASE("a reader sees all of a write or nothing of it") {
  Kind kind;
  REQUIRE(kind.store->write({put("c", "a", "0"), put("c/a/items", "0", "")}));
  std::atomic<bool> done = false;
  std::thread writer{[&] {
    for (int i = 1; i <= 100; ++i) {
      const auto n = std::to_string(i);
      CHECK(kind.store->write({take_out("c", "a"), put("c", "a", n), put("c/a/items", n, "")}));
    }
    done = true;
  }};
  while (!done) {
    const auto items = kind.store->list("c/a/items", {});
    CHECK(items->records.size() == 1);
    CHECK(kind.store->read("c", "a").value());
  }
  writer.join();
}
