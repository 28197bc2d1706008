// SPDX-License-Identifier: MIT
#include "stores.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <thread>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// Writes records of two collections in pairs and says each number once it is acknowledged, until it is killed.
[[noreturn]] void write_forever(const std::string& file, int to) {
  const auto store = *sqlite_store({.file = file});
  for (std::int32_t i = 0;; ++i) {
    const auto id = std::to_string(i);
    const auto wrote =
        store->write({put("a " + std::to_string(::getpid()), id, id), put("b " + std::to_string(::getpid()), id, id)});
    if (!wrote || ::write(to, &i, sizeof i) != sizeof i) ::_exit(1);
  }
}

}  // namespace

TEST_CASE("what a store in a file has acknowledged is there after a kill, and nothing by halves") {
  const InFile folder;
  for (int round = 0; round < 12; ++round) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto child = ::fork();
    if (child == 0) write_forever(folder.file, ends[1]);
    ::close(ends[1]);
    std::int32_t last = -1, next = -1;
    const auto enough = 1 + round * 7;
    while (last < enough && ::read(ends[0], &next, sizeof next) == sizeof next) last = next;
    ::kill(child, SIGKILL);
    while (::read(ends[0], &next, sizeof next) == sizeof next) last = next;
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);

    const auto store = sqlite_store({.file = folder.file});
    REQUIRE(store);
    const auto count = [&](const std::string& name) {
      return (*store)->list(name + std::to_string(child), {.limit = 100'000})->records.size();
    };
    CHECK(last >= enough);
    CHECK(count("a ") > static_cast<std::size_t>(last));
    CHECK(count("a ") == count("b "));
  }
}

TEST_CASE("several stores write to one file at once") {
  const InFile file;
  std::vector<std::thread> writers;
  for (int t = 0; t < 3; ++t) {
    writers.emplace_back([&, t] {
      const auto own = sqlite_store({.file = file.file});
      for (int i = 0; i < 30; ++i) CHECK((*own)->write({put("c", std::to_string(t) + "." + std::to_string(i), "x")}));
    });
  }
  for (auto& writer : writers) writer.join();
  CHECK(sqlite_store({.file = file.file}).value()->list("c", {.limit = 1000})->records.size() == 90);
}

TEST_CASE("records stay as a store in a file is opened again") {
  InFile file;
  REQUIRE(file.store->write({put("c", "1", "one", {{"model", "m"}})}));
  file.store = *sqlite_store({.file = file.file, .clock = file.clock});
  CHECK((*file.store->read("c", "1"))->tags.size() == 1);
  CHECK(ids(file.store->list("c", {.tags = {{"model", "m"}}})) == "1 .");
}

TEST_CASE("a file that is none of a store's is an error, and stays as it is") {
  const InFile folder;
  const auto file = folder.file + ".txt";
  std::ofstream{file} << "These are not the records, and they are long enough to be looked at, as SQLite does.";
  const auto opened = sqlite_store({.file = file});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().status == 500);
  CHECK(opened.error().code == "store_failed");
  std::filesystem::remove(file);
  CHECK_FALSE(sqlite_store({.file = "/nowhere/at/all.db"}));
}
