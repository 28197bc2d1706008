// What a store in a file adds: it is there again, whatever became of those who wrote it.
// SPDX-License-Identifier: MIT
#include "stores.hpp"

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

// Runs `work` in a process of its own, which ends without cleaning up.
template <class Work>
pid_t in_process(Work work) {
  const auto child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    work();
    _exit(0);
  }
  return child;
}

// Writes batches of two until it is killed, and says of each that it is done.
[[noreturn]] void write_until_killed(const std::string& file, int round, int told) {
  const auto store = sqlite_store({.file = file});
  for (int i = 0; store; ++i) {
    const auto id = std::to_string(round) + "." + std::to_string(i);
    if (!(*store)->write({put("a", id, id, {{"round", std::to_string(round)}}), put("b", id, id)})) break;
    if (::write(told, &i, sizeof i) != sizeof i) break;
  }
  _exit(1);
}

// The number of batches that were acknowledged before the writer was killed.
int killed_round(const std::string& file, int round, std::chrono::microseconds life) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const auto child = in_process([&] { write_until_killed(file, round, ends[1]); });
  close(ends[1]);
  int acknowledged = 0, number = 0;
  if (read(ends[0], &number, sizeof number) == sizeof number) acknowledged = 1;  // its life counts from the first
  std::this_thread::sleep_for(life);
  kill(child, SIGKILL);
  while (read(ends[0], &number, sizeof number) == sizeof number) ++acknowledged;
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return acknowledged;
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
  int rounds = 0, total = 0;
  for (; rounds < 100 && std::chrono::steady_clock::now() < until; ++rounds) {
    const auto acknowledged = killed_round(file, rounds, std::chrono::microseconds{random() % 30'000});
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
  REQUIRE(sqlite3_exec(database, "PRAGMA user_version = 2", nullptr, nullptr, nullptr) == SQLITE_OK);
  CHECK(sqlite_store({.file = folder.file("store")}).error().kind == ErrorKind::invalid_argument);
  sqlite3_close(database);
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
