// Files that are read within a bound, and written whole or not at all.
// SPDX-License-Identifier: MIT
#include "support/temp_folder.hpp"

#include <oaicompat/base/file.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;

TEST_CASE("a file is read whole, whatever is in it") {
  const TempFolder folder;
  std::string bytes;
  for (int i = 0; i < 70'000; ++i) bytes += static_cast<char>(i % 256);
  for (const auto& each : {std::string{}, std::string{"\0\r\n\x1A", 4}, bytes}) {
    const auto read = read_file(folder.make("a file", each));
    REQUIRE(read);
    CHECK(*read == each);
  }
}

TEST_CASE("a file may be as large as the bound and no larger") {
  const TempFolder folder;
  const auto path = folder.make("a", std::string(100, 'x'));
  CHECK(read_file(path, {.max_bytes = 100}));
  CHECK(read_file(path, {.max_bytes = 99}).error().code == "file_too_large");
  CHECK(read_file(path, {.max_bytes = 0}).error().code == "file_too_large");
  CHECK(read_file(folder.make("empty", ""), {.max_bytes = 0}));
}

TEST_CASE("a file that is not there, or is none, is an error that names it") {
  const TempFolder folder;
  const auto missing = read_file(folder.path("missing"));
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == "file_not_found");
  CHECK(missing.error().kind == ErrorKind::invalid_argument);
  CHECK(missing.error().param == folder.path("missing"));
  CHECK(missing.error().message.find("missing") != std::string::npos);
  CHECK(read_file(folder.path()).error().code == "file_not_readable");
  CHECK(read_file("").error().code == "file_not_found");
  const auto path = folder.make("a", "x");
  CHECK(read_file(path + std::string{"\0.png", 5}).error().code == "file_not_found");
  CHECK(read_file(path + "/b").error().code == "file_not_found");
}

TEST_CASE("a file is written in place of an earlier one, and nothing is left beside it") {
  const TempFolder folder;
  const std::string bytes{"\0\n\r\xFF", 4};
  CHECK(write_file(folder.path("a"), bytes));
  CHECK(folder.read("a") == bytes);
  CHECK(write_file(folder.path("a"), "later"));
  CHECK(folder.read("a") == "later");
  CHECK(write_file(folder.path("empty"), ""));
  CHECK(folder.read("empty").empty());
  CHECK(folder.files() == 2);
}

#if !defined(_WIN32)
TEST_CASE("a file that is written anew has the permissions of the earlier one, and a link stays one") {
  namespace fs = std::filesystem;
  const TempFolder folder;
  const auto path = folder.make("a", "x");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  CHECK(write_file(path, "y"));
  CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  fs::create_symlink(path, folder.path("link"));
  CHECK(write_file(folder.path("link"), "z"));
  CHECK(fs::is_symlink(folder.path("link")));
  CHECK(folder.read("a") == "z");
}
#endif

TEST_CASE("a file that cannot be written is an error, and leaves nothing") {
  const TempFolder folder;
  const auto lost = write_file(folder.path("missing/a"), "x");
  REQUIRE_FALSE(lost);
  CHECK(lost.error().code == "file_not_written");
  CHECK(lost.error().param == folder.path("missing/a"));
  std::filesystem::create_directory(folder.path("folder"));
  folder.make("folder/inside", "x");
  CHECK_FALSE(write_file(folder.path("folder"), "x"));
  CHECK_FALSE(write_file(folder.path("folder/"), "x"));
  CHECK_FALSE(write_file("", "x"));
  CHECK_FALSE(write_file(folder.path("a") + std::string{"\0b", 2}, "x"));
  CHECK(folder.files() == 1);
}
