// What a store in a file adds: it is there again, whatever became of those who wrote it.
// SPDX-License-Identifier: MIT
#include "processes.hpp"
#include "stores.hpp"

#include <oaicompat/stores/sqlite_blobs.hpp>

#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

StorePtr reopened(const Folder& folder, std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>()) {
  return sqlite_store({.file = folder.file("store"), .clock = std::move(clock)}).value();
}

void run_sql(const std::string& file, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  char* why = nullptr;
  const int code = sqlite3_exec(database, sql, nullptr, nullptr, &why);
  REQUIRE_MESSAGE(code == SQLITE_OK, why);
  sqlite3_close(database);
}

// Writes batches until it is killed, and says of each that it is done: two records, a number that counts them, and the
// newest record of one collection in the place of all that was beneath it.
template <class Tell>
void write_until_killed(const std::string& file, int round, Tell tell) {
  const auto store = sqlite_store({.file = file});
  for (int i = 0; store; ++i) {
    const auto id = std::to_string(round) + "." + std::to_string(i);
    const auto counter = (*store)->read("counter", "1");
    if (!counter) break;
    Change count = put("counter", "1", *counter ? std::to_string(std::stoi((*counter)->value) + 1) : "1");
    count.if_revision = *counter ? (*counter)->revision : Change::absent;
    if (!(*store)->write({put("a", id, id, {{"round", std::to_string(round)}}), put("b", id, id), count,
                          take_out("top", "1"), put("top/1/items", id, "")}))
      break;
    if (!tell(i)) break;
  }
}

}  // namespace

TEST_CASE("a store in a file is there when it is opened again") {
  const Folder folder;
  const auto clock = std::make_shared<ManualClock>();
  reopened(folder, clock)->write({put("c", "1", "a", {{"t", "x"}, {"t", "x"}}), put("c", "2", "b")}).value();
  const auto store = reopened(folder, clock);
  CHECK(ids(store->list("c", {})) == "2 1 .");
  CHECK(store->read("c", "1").value()->tags.size() == 2);
  CHECK(store->read("c", "1").value()->expires_at == clock->unix_time() + 30 * 24 * 3600);
  clock->advance(std::chrono::hours{24 * 30});
  CHECK(ids(store->list("c", {})) == ".");
}

TEST_CASE("the files of a store are its owner's alone, unless it is told to leave that") {
  namespace fs = std::filesystem;
  constexpr auto owner = fs::perms::owner_read | fs::perms::owner_write;
  constexpr auto all = owner | fs::perms::group_read | fs::perms::others_read;
  const auto before = umask(022);
  const Folder folder;
  using Access = SqliteStoreOptions::Access;
  const auto modes = [&](const char* name, Access access) {
    const auto file = folder.file(name);
    const auto store = sqlite_store({.file = file, .access = access}).value();
    store->write({put("c", "1", "a")}).value();
    std::vector<fs::perms> out;
    for (const char* beside : {"", "-wal", "-shm"}) out.push_back(fs::status(file + beside).permissions());
    return out;
  };
  CHECK(modes("new file?&%41", Access::owner) == std::vector(3, owner));
  CHECK(modes("open", Access::as_created) == std::vector(3, all));
  CHECK(modes("open", Access::as_created).front() == all);
  CHECK(modes("open", Access::owner) == std::vector(3, owner));
  CHECK(modes("open", Access::as_created) == std::vector(3, owner));
  umask(before);
  // Nothing else is left, and what is no store of ours keeps its mode.
  std::ofstream{folder.file("text")} << std::string(4096, 'x');
  fs::permissions(folder.file("text"), all);
  CHECK_FALSE(sqlite_store({.file = folder.file("text")}));
  CHECK(fs::status(folder.file("text")).permissions() == all);
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& each : fs::directory_iterator{fs::path{folder.file("text")}.parent_path()}) ++files;
  CHECK(files == 3);
}

TEST_CASE("two stores over one file see what each other wrote") {
  const Folder folder;
  const auto one = reopened(folder), other = reopened(folder);
  one->write({put("c", "1", "a")}).value();
  CHECK(other->read("c", "1").value());
  other->write({take_out("c", "1")}).value();
  CHECK(!one->read("c", "1").value());
}

TEST_CASE("processes write to one file at once, and nothing is lost") {
  const Folder folder;
  const auto store = reopened(folder);
  constexpr int processes = 4, batches = 25;
  std::vector<pid_t> children;
  for (int p = 0; p < processes; ++p) {
    children.push_back(in_process([&] {
      const auto own = sqlite_store({.file = folder.file("store")});
      for (int i = 0; own && i < batches; ++i) {
        if (!(*own)->write({put("c", std::to_string(p) + "." + std::to_string(i), "x")})) _exit(1);
      }
      _exit(own ? 0 : 1);
    }));
  }
  for (const auto child : children) {
    int status = 1;
    waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  CHECK(store->list("c", {.limit = 1000}).value().records.size() == processes * batches);
}

TEST_CASE("what was acknowledged survives a writer that is killed at any moment, and no batch is torn") {
  const Folder folder;
  const auto file = folder.file("store");
  reopened(folder);
  std::mt19937 random{7};
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{4};
  int rounds = 0, total = 0, written = 0;
  for (; rounds < 100 && std::chrono::steady_clock::now() < until; ++rounds) {
    const auto acknowledged = acknowledged_until_killed(std::chrono::microseconds{random() % 30'000},
                                                        [&](auto tell) { write_until_killed(file, rounds, tell); });
    const auto store = sqlite_store({.file = file}).value();
    const ListRange range{
        .order = ListRange::Order::ascending, .limit = 1'000'000, .tags = {{"round", std::to_string(rounds)}}};
    const auto found = store->list("a", range).value().records;
    REQUIRE(found.size() >= static_cast<std::size_t>(acknowledged));
    REQUIRE(found.size() <= static_cast<std::size_t>(acknowledged) + 1);  // done, but not yet told
    for (std::size_t i = 0; i < found.size(); ++i) {
      REQUIRE(found[i].id == std::to_string(rounds) + "." + std::to_string(i));
      REQUIRE(store->read("b", found[i].id).value());
    }
    written += static_cast<int>(found.size());
    REQUIRE(store->read("counter", "1").value()->value == std::to_string(written));
    REQUIRE(ids(store->list("top/1/items", {})) == found.back().id + " .");
    total += acknowledged;
  }
  CHECK(rounds > 5);
  CHECK(total > rounds);
  MESSAGE(rounds, " writers killed, ", total, " batches acknowledged");
}

TEST_CASE("a file that may grow no more is an error of the store's, and the process lives") {
  const Folder folder;
  const auto store = reopened(folder);
  store->write({put("c", "kept", "a")}).value();
  const auto child = in_process([&] {
    const rlimit little{.rlim_cur = 256 << 10, .rlim_max = 256 << 10};
    ::setrlimit(RLIMIT_FSIZE, &little);
    std::signal(SIGXFSZ, SIG_DFL);
    const auto own = sqlite_store({.file = folder.file("store")});
    if (!own) _exit(2);
    const auto wrote = (*own)->write({put("c", "large", std::string(1 << 20, 'x'))});
    _exit(wrote ? 3 : 0);
  });
  int status = 1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(ids(store->list("c", {})) == "kept .");
}

TEST_CASE("a full disk is an error of the write, and what was there is read and removed") {
  const Folder folder;
  on_small_disk(std::filesystem::path{folder.file("store")}.parent_path().string(), [&]() -> int {
    const auto store = sqlite_store({.file = folder.file("store")});
    EXPECT_OR_GIVE_LINE(store && (*store)->write({put("c", "kept", "a")}));
    int wrote = 0;
    while (wrote < 100 && (*store)->write({put("c", std::to_string(wrote), std::string(50'000, 'x'))})) ++wrote;
    EXPECT_OR_GIVE_LINE(wrote > 1 && wrote < 100);
    const auto full = (*store)->write({put("c", "more", std::string(900'000, 'x'))});
    EXPECT_OR_GIVE_LINE(!full && full.error().status == 500 && full.error().code == "store_full");
    EXPECT_OR_GIVE_LINE((*store)->read("c", "kept").value());
    EXPECT_OR_GIVE_LINE(!(*store)->read("c", "more").value());
    EXPECT_OR_GIVE_LINE(static_cast<int>((*store)->list("c", {.limit = 1000})->records.size()) == wrote + 1);
    return 0;
  });
}

TEST_CASE("what is no store of ours is not opened") {
  const Folder folder;
  std::ofstream{folder.file("text")} << std::string(4096, 'x');
  const auto text = sqlite_store({.file = folder.file("text")});
  REQUIRE_FALSE(text);
  CHECK(text.error().code == "store_failed");
  CHECK_FALSE(sqlite_store({.file = folder.file("no/such/folder")}));
  CHECK(sqlite_store({.file = ""}).error().kind == ErrorKind::invalid_argument);
  CHECK(sqlite_store({.file = ":memory:"}).error().kind == ErrorKind::invalid_argument);
}

TEST_CASE("a file of a later version is left alone") {
  const Folder folder;
  reopened(folder);
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(folder.file("store").c_str(), &database) == SQLITE_OK);
  REQUIRE(sqlite3_exec(database, "PRAGMA user_version = 3", nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(sqlite_store({.file = folder.file("store")}).error().kind == ErrorKind::invalid_argument);
  sqlite3_close(database);
}

TEST_CASE("a file of blobs is no store, and a store no file of blobs") {
  const Folder folder;
  reopened(folder)->write({put("c", "1", "a")}).value();
  CHECK(sqlite_blobs({.file = folder.file("store")}).error().kind == ErrorKind::invalid_argument);
  REQUIRE(sqlite_blobs({.file = folder.file("blobs")}));
  CHECK(sqlite_store({.file = folder.file("blobs")}).error().kind == ErrorKind::invalid_argument);
  CHECK(ids(reopened(folder)->list("c", {})) == "1 .");
}

TEST_CASE("a file of the first version is brought up to date when it is opened, with all that is in it") {
  const Folder folder;
  run_sql(folder.file("store"), R"(
    PRAGMA journal_mode = WAL;
    CREATE TABLE records (
      place INTEGER PRIMARY KEY AUTOINCREMENT, collection BLOB NOT NULL, id BLOB NOT NULL, value BLOB NOT NULL,
      expires_at INTEGER, UNIQUE (collection, id));
    CREATE INDEX records_in_order ON records (collection, place);
    CREATE INDEX records_by_expiry ON records (expires_at) WHERE expires_at IS NOT NULL;
    CREATE TABLE tags (
      record INTEGER NOT NULL REFERENCES records (place) ON DELETE CASCADE, number INTEGER NOT NULL,
      name BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (record, number)) WITHOUT ROWID;
    INSERT INTO records (collection, id, value, expires_at) VALUES
      (CAST('c' AS BLOB), CAST('z' AS BLOB), CAST('one' AS BLOB), NULL),
      (CAST('c' AS BLOB), CAST('gone' AS BLOB), X'', NULL),
      (CAST('c' AS BLOB), CAST('a' AS BLOB), CAST('two' AS BLOB), 900000000000),
      (CAST('c/a/items' AS BLOB), CAST('1' AS BLOB), X'00', NULL),
      (CAST('c' AS BLOB), CAST('last' AS BLOB), X'', NULL);
    INSERT INTO tags VALUES (1, 0, CAST('model' AS BLOB), CAST('m' AS BLOB));
    DELETE FROM records WHERE place IN (2, 5);
    PRAGMA user_version = 1;)");
  for (int opened = 0; opened < 2; ++opened) {
    const auto store = reopened(folder);
    CHECK(ids(store->list("c", {.order = ListRange::Order::ascending})) == "z a .");
    CHECK(ids(store->list("c", {.tags = {{"model", "m"}}})) == "z .");
    CHECK(store->read("c", "z").value()->value == "one");
    CHECK(store->read("c", "a").value()->expires_at == 900'000'000'000);
    CHECK(store->read("c/a/items", "1").value()->value == std::string(1, '\0'));
  }
  const auto store = reopened(folder);
  const auto before = store->read("c", "a").value()->revision;
  CHECK(before > 0);
  CHECK(store->write({{.collection = "c", .put = Record{.id = "a"}, .if_revision = before}}));
  CHECK(store->read("c", "a").value()->revision > before);
  REQUIRE(store->write({put("c", "new", "")}));
  CHECK(ids(store->list("c", {.order = ListRange::Order::ascending})) == "z a new .");
  REQUIRE(store->write({take_out("c", "a")}));
  CHECK_FALSE(store->read("c/a/items", "1").value());
  CHECK(ids(store->list("c", {.order = ListRange::Order::ascending, .after = "a"})) == "new .");
}

TEST_CASE("what is damaged is an error where it is read, and what is not is there") {
  const Folder folder;
  {
    const auto store = reopened(folder);
    for (int i = 0; i < 400; ++i) REQUIRE(store->write({put("c", std::to_string(i), std::string(3000, 'x'))}));
  }
  const auto size = std::filesystem::file_size(folder.file("store"));
  {
    std::fstream file{folder.file("store"), std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(static_cast<std::streamoff>(size / 8 * 7));
    file << std::string(size / 16, '\xFF');
  }
  const auto store = reopened(folder);
  int read = 0, failed = 0;
  for (int i = 0; i < 400; ++i) {
    const auto got = store->read("c", std::to_string(i));
    if (got && *got && (*got)->value == std::string(3000, 'x')) ++read;
    if (got) continue;
    ++failed;
    CHECK(got.error().status == 500);
    CHECK(got.error().code == "store_failed");
  }
  CHECK(read > 100);
  CHECK(failed > 0);
  (void)store->list("c", {.limit = 1000});
}

TEST_CASE("a file that was removed takes no more writes, and others go on") {
  const Folder folder;
  const auto other = sqlite_store({.file = folder.file("other")}).value();
  std::filesystem::create_directory(folder.file("sub"));
  const auto store = sqlite_store({.file = folder.file("sub/store")}).value();
  REQUIRE(store->write({put("c", "1", "a")}));
  std::filesystem::remove_all(folder.file("sub"));
  const auto lost = store->write({put("c", "2", "b")});
  REQUIRE_FALSE(lost);
  CHECK(lost.error().status == 500);
  CHECK(lost.error().code == "store_failed");
  CHECK(other->write({put("c", "1", "a")}));
}

TEST_CASE("a folder in which nothing may be written is an error of each write") {
  const Folder folder;
  reopened(folder)->write({put("c", "1", "a")}).value();
  std::filesystem::permissions(folder.file("store"), std::filesystem::perms::all);
  const auto path = std::filesystem::path{folder.file("store")}.parent_path();
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec |
                                         std::filesystem::perms::others_read | std::filesystem::perms::others_exec);
  const auto child = in_process([&] {
    if (getuid() == 0 && setuid(65534) != 0) _exit(4);  // root may write anywhere
    const auto store = sqlite_store({.file = folder.file("store"), .access = SqliteStoreOptions::Access::as_created});
    if (!store) _exit(store.error().status == 500 ? 0 : 2);
    const auto written = (*store)->write({put("c", "2", "b")});
    _exit(!written && written.error().status == 500 ? 0 : 3);
  });
  int status = 1;
  waitpid(child, &status, 0);
  CHECK(WEXITSTATUS(status) == 0);
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  CHECK(ids(reopened(folder)->list("c", {})) == "1 .");
}

TEST_CASE("a write that fails half way leaves nothing, and the next ones are as ever") {
  const Folder folder;
  const auto store = reopened(folder);
  run_sql(folder.file("store"),
          "CREATE TRIGGER full BEFORE INSERT ON records WHEN length(NEW.value) > 5 "
          "BEGIN SELECT RAISE(ABORT, 'no'); END");
  REQUIRE(store->write({put("c", "1", "a")}));
  CHECK_FALSE(store->write({put("c", "2", ""), take_out("c", "1"), put("c", "3", "longer")}));
  CHECK(ids(store->list("c", {})) == "1 .");
  CHECK(store->write({put("c", "2", "b")}));
}

TEST_CASE("a write gives up on another process after its time") {
  const Folder folder;
  const auto store =
      sqlite_store({.file = folder.file("store"), .busy_timeout = std::chrono::milliseconds{20}}).value();
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(folder.file("store").c_str(), &database) == SQLITE_OK);
  REQUIRE(sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const auto busy = store->write({put("c", "1", "a")});
  REQUIRE_FALSE(busy);
  CHECK(busy.error().status == 500);
  CHECK(busy.error().code == "store_busy");
  CHECK(store->list("c", {}).value().records.empty());
  sqlite3_close(database);
  CHECK(store->write({put("c", "1", "a")}));
}
