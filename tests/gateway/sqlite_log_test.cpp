// SPDX-License-Identifier: MIT
#include "log_sinks.hpp"
#include "stores/processes.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

using namespace oaicompat;
using log_sinks::InSqlite;
using log_sinks::record;

TEST_CASE("a file of another kind is refused, and stays as it is") {
  const InSqlite folder;
  const std::string text = "This is a letter, and no database of anybody's; it is long enough to be looked at.";
  std::ofstream{folder.file()} << text;
  CHECK_FALSE(sqlite_log({.file = folder.file()}).has_value());
  CHECK(std::filesystem::file_size(folder.file()) == text.size());
  CHECK_FALSE(sqlite_log({.file = ""}).has_value());
  CHECK_FALSE(sqlite_log({.file = folder.file() + "/none/log.db"}).has_value());
}

TEST_CASE("a log in a file is read by its owner alone") {
  const InSqlite folder;
  const auto log = folder.open();
  const auto mode = std::filesystem::status(folder.file()).permissions();
  CHECK((mode & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
        std::filesystem::perms::none);
}

TEST_CASE("a process that is killed loses queued records alone, and its log opens") {
  for (int round = 0; round < 5; ++round) {
    const InSqlite folder;
    const auto file = folder.file();
    // Each number is acknowledged once its record, and all before, were flushed.
    const int acknowledged = test::acknowledged_until_killed(std::chrono::milliseconds{5 + 10 * round}, [&](auto tell) {
      const RequestLog log{sqlite_log({.file = file}).value(), {}};
      for (int i = 0;; ++i) {
        log.hook()({.request_id = std::to_string(i)});
        log.flush();
        if (!tell(i)) break;
        for (int more = 0; more < 20; ++more) log.hook()({.request_id = "queued"});
      }
    });
    const auto log = folder.open();
    for (int i = 0; i < acknowledged; ++i) CHECK(log->find({.id = std::to_string(i)})->records.size() == 1);
    CHECK(acknowledged > 0);
    REQUIRE(log->write({record("after")}).has_value());
  }
}
