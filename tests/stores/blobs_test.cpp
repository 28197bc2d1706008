// What every place for blobs does is tested on each of them.
// SPDX-License-Identifier: MIT
#include "processes.hpp"
#include "stores.hpp"

#include <oaicompat/stores/blobs.hpp>
#if OAICOMPAT_SQLITE
#include <oaicompat/stores/sqlite_blobs.hpp>
#endif

#include <algorithm>
#include <fstream>
#include <random>
#include <thread>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

struct BlobsInMemory {
  BlobsPtr blobs = memory_blobs();
};
struct BlobsInFolder {
  Folder folder{};
  BlobsPtr blobs = folder_blobs({.folder = folder.file("blobs")}).value();
};
#if OAICOMPAT_SQLITE
struct BlobsInSqlite {
  Folder folder{};
  BlobsPtr blobs = sqlite_blobs({.file = folder.file("blobs")}).value();
};
#define OAICOMPAT_DURABLE_BLOBS BlobsInFolder, BlobsInSqlite
#else
#define OAICOMPAT_DURABLE_BLOBS BlobsInFolder
#endif
#define BLOBS_CASE(sentence) TEST_CASE_TEMPLATE(sentence, Kind, BlobsInMemory, OAICOMPAT_DURABLE_BLOBS)
#define DURABLE_BLOBS_CASE(sentence) TEST_CASE_TEMPLATE(sentence, Kind, OAICOMPAT_DURABLE_BLOBS)

// The place of a kind's blobs, in a folder of another's.
BlobsPtr opened(const BlobsInFolder&, const Folder& in) { return folder_blobs({.folder = in.file("blobs")}).value(); }
#if OAICOMPAT_SQLITE
BlobsPtr opened(const BlobsInSqlite&, const Folder& in) { return sqlite_blobs({.file = in.file("blobs")}).value(); }
#endif

// Bytes that tell their place.
std::string text_of(std::size_t size, unsigned seed = 1) {
  std::mt19937 random{seed};
  std::string out(size, '\0');
  for (auto& each : out) each = static_cast<char>(random());
  return out;
}
Result<void> keep(Blobs& blobs, std::string_view name, std::string_view text, std::size_t step = 100'000) {
  auto writer = blobs.create();
  if (!writer) return writer.error();
  for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) {
    if (auto written = (*writer)->write(text.substr(0, step)); !written) return written;
  }
  return (*writer)->commit(name);
}
std::string whole(const Blobs& blobs, std::string_view name) {
  const auto reader = blobs.open(name);
  if (!reader) return "error " + reader.error().code;
  std::string out;
  while (out.size() < (*reader)->size()) {
    const auto piece = (*reader)->read(out.size(), 65'536);
    if (!piece) return "error " + piece.error().code;
    out += *piece;
  }
  return out;
}
constexpr std::size_t piece = 256 << 10;

}  // namespace

BLOBS_CASE("a blob is read as it was written, of any size, in pieces of any size") {
  Kind kind;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, piece - 1, piece, piece + 1, 3 * piece, 3 * piece + 77}) {
    for (const std::size_t step : {std::size_t{1'000}, piece, 5 * piece}) {
      CAPTURE(size);
      CAPTURE(step);
      const auto text = text_of(size);
      REQUIRE(keep(*kind.blobs, "b", text, step));
      CHECK(kind.blobs->size("b").value() == size);
      CHECK(whole(*kind.blobs, "b") == text);
    }
  }
}

BLOBS_CASE("a range of a blob is read from any offset") {
  Kind kind;
  const auto text = text_of(2 * piece + 100);
  REQUIRE(keep(*kind.blobs, "b", text));
  const auto reader = kind.blobs->open("b").value();
  for (const std::size_t offset : {std::size_t{0}, std::size_t{1}, piece - 1, piece, 2 * piece + 99}) {
    for (const std::size_t most : {std::size_t{0}, std::size_t{1}, std::size_t{2}, piece, 4 * piece}) {
      CAPTURE(offset);
      CAPTURE(most);
      CHECK(reader->read(offset, most).value() == text.substr(offset, most));
    }
  }
  CHECK(reader->read(text.size(), 10).value().empty());
  CHECK(reader->read(std::uint64_t{1} << 62, 10).value().empty());
}

BLOBS_CASE("what was not committed is not there, and is an error afterwards") {
  Kind kind;
  {
    const auto dropped = kind.blobs->create().value();
    REQUIRE(dropped->write(text_of(2 * piece)));
  }
  const auto writer = kind.blobs->create().value();
  REQUIRE(writer->write("abc"));
  CHECK(kind.blobs->open("b").error().status == 404);
  REQUIRE(writer->commit("b"));
  CHECK(writer->write("d").error().kind == ErrorKind::invalid_argument);
  CHECK(writer->commit("c").error().kind == ErrorKind::invalid_argument);
  CHECK(whole(*kind.blobs, "b") == "abc");
  CHECK(kind.blobs->open("c").error().code == "blob_not_found");
}

BLOBS_CASE("a blob takes the place of an earlier one as a whole, and a reader does not mix the two") {
  Kind kind;
  const auto first = text_of(3 * piece, 1), second = text_of(2 * piece, 2);
  REQUIRE(keep(*kind.blobs, "b", first));
  const auto reader = kind.blobs->open("b").value();
  REQUIRE(keep(*kind.blobs, "b", second));
  CHECK(whole(*kind.blobs, "b") == second);
  const auto got = reader->read(0, first.size());
  CHECK((got ? *got == first : got.error().code == "blob_not_found"));
}

BLOBS_CASE("a blob that was removed is not there, and removing it again is no error") {
  Kind kind;
  REQUIRE(keep(*kind.blobs, "a", "1"));
  REQUIRE(keep(*kind.blobs, "b", "2"));
  const auto reader = kind.blobs->open("a").value();
  REQUIRE(kind.blobs->remove("a"));
  CHECK(kind.blobs->remove("a"));
  CHECK(kind.blobs->size("a").error().status == 404);
  const auto got = reader->read(0, 10);
  CHECK((got ? *got == "1" : got.error().code == "blob_not_found"));
  CHECK(whole(*kind.blobs, "b") == "2");
}

BLOBS_CASE("names that are none are refused everywhere") {
  Kind kind;
  const std::string names[] = {"",         ".",   "..",   ".new-x",
                               "../a",     "a/b", "a\\b", std::string("a\0b", 3),
                               "\xC3\xBC", "a b", "-a",   std::string(201, 'a')};
  for (const auto& name : names) {
    CAPTURE(name);
    const auto writer = kind.blobs->create().value();
    CHECK(writer->commit(name).error().kind == ErrorKind::invalid_argument);
    CHECK(writer->commit("good"));  // it is not lost for it
    CHECK(kind.blobs->open(name).error().kind == ErrorKind::invalid_argument);
    CHECK(kind.blobs->size(name).error().kind == ErrorKind::invalid_argument);
    CHECK(kind.blobs->remove(name).error().kind == ErrorKind::invalid_argument);
  }
  for (const auto& name : {std::string(200, 'a'), std::string{"0"}, std::string{"file-Ab_1.jsonl"}})
    CHECK(keep(*kind.blobs, name, "x"));
}

BLOBS_CASE("many threads write and read blobs at once") {
  Kind kind;
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 5; ++i) {
        const auto text = text_of(piece + 100 * t, t);
        const auto name = std::to_string(t) + "." + std::to_string(i);
        CHECK(keep(*kind.blobs, name, text));
        CHECK(whole(*kind.blobs, name) == text);
        CHECK(keep(*kind.blobs, "shared", text));
        const auto shared = kind.blobs->size("shared").value();
        CHECK(shared >= piece);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST_CASE("blobs in memory take what they may take, and what is gone makes room") {
  const auto blobs = memory_blobs({.max_bytes = 1'000});
  REQUIRE(keep(*blobs, "a", std::string(600, 'a')));
  CHECK(keep(*blobs, "b", std::string(600, 'b')).error().code == "store_full");
  {
    const auto writer = blobs->create().value();
    REQUIRE(writer->write(std::string(400, 'c')));
    CHECK(writer->write("x").error().code == "store_full");
    CHECK_FALSE(writer->commit("c"));
  }
  REQUIRE(keep(*blobs, "a", std::string(400, 'd')));  // in its place
  const auto reader = blobs->open("a").value();
  REQUIRE(blobs->remove("a"));
  CHECK_FALSE(keep(*blobs, "e", std::string(700, 'e')));  // as somebody still reads it
  CHECK(reader->read(0, 1'000)->size() == 400);
}

DURABLE_BLOBS_CASE("a blob is there when its place is opened again") {
  Kind kind;
  REQUIRE(keep(*kind.blobs, "b", text_of(piece + 1)));
  CHECK(whole(*opened(kind, kind.folder), "b") == text_of(piece + 1));
  REQUIRE(opened(kind, kind.folder)->remove("b"));
  CHECK(kind.blobs->open("b").error().status == 404);
}

DURABLE_BLOBS_CASE("a blob that was committed survives a writer that is killed at any moment, and none is half there") {
  Kind kind;
  std::mt19937 random{7};
  const auto text = text_of(2 * piece + 5);
  int total = 0;
  for (int round = 0; round < 10; ++round) {
    const auto acknowledged = acknowledged_until_killed(std::chrono::microseconds{random() % 30'000}, [&](auto tell) {
      const auto own = opened(kind, kind.folder);
      for (int i = 0; keep(*own, std::to_string(round) + "." + std::to_string(i), text) && tell(i); ++i) {
      }
    });
    int found = 0;
    for (;; ++found) {
      const auto name = std::to_string(round) + "." + std::to_string(found);
      if (!kind.blobs->open(name)) break;
      REQUIRE(whole(*kind.blobs, name) == text);
    }
    CHECK(found >= acknowledged);
    CHECK(found <= acknowledged + 1);
    total += found;
  }
  MESSAGE(total, " blobs written by 10 that were killed");
}

DURABLE_BLOBS_CASE("a full disk is an error of the blob that is written, and no other") {
  Kind kind;
  const Folder disk;
  on_small_disk(std::filesystem::path{disk.file("x")}.parent_path().string(), [&]() -> int {
    const auto blobs = opened(kind, disk);
    EXPECT_OR_GIVE_LINE(keep(*blobs, "kept", "small"));
    const auto full = keep(*blobs, "large", std::string(4 * piece, 'x'));
    EXPECT_OR_GIVE_LINE(!full && full.error().status == 500 && full.error().code == "store_full");
    EXPECT_OR_GIVE_LINE(whole(*blobs, "kept") == "small");
    EXPECT_OR_GIVE_LINE(blobs->open("large").error().code == "blob_not_found");
    EXPECT_OR_GIVE_LINE(keep(*blobs, "next", std::string(1'000, 'y')));
    return 0;
  });
}

DURABLE_BLOBS_CASE("a place that is gone is an error, and others go on") {
  Kind kind, other;
  REQUIRE(keep(*kind.blobs, "b", "1"));
  const auto writer = kind.blobs->create().value();
  std::filesystem::remove_all(std::filesystem::path{kind.folder.file("blobs")});
  (void)writer->write("x");
  const auto committed = writer->commit("c");
  REQUIRE_FALSE(committed);
  CHECK(committed.error().code == "store_failed");
  const auto made = kind.blobs->create();
  REQUIRE_FALSE(made);
  CHECK(made.error().code == "store_failed");
  CHECK(keep(*other.blobs, "b", "2"));
}

TEST_CASE("blobs of a folder are files of their owner's, and what killed writers have left goes after its time") {
  namespace fs = std::filesystem;
  const Folder folder;
  const auto path = fs::path{folder.file("blobs")};
  const auto blobs = folder_blobs({.folder = path.string()}).value();
  REQUIRE(keep(*blobs, "b", "1"));
  CHECK(fs::status(path).permissions() == fs::perms::owner_all);
  CHECK(fs::status(path / "b").permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  std::ofstream{path / ".new-left"} << "x";
  REQUIRE(folder_blobs({.folder = path.string()}));
  CHECK(fs::exists(path / ".new-left"));
  REQUIRE(folder_blobs({.folder = path.string(), .stale_after = std::chrono::seconds{0}}));
  CHECK_FALSE(fs::exists(path / ".new-left"));
  CHECK(whole(*blobs, "b") == "1");
  fs::create_directory(path / "sub");
  CHECK(blobs->open("sub").error().code == "store_failed");
}

TEST_CASE("a folder that cannot be made or read is an error when it is opened") {
  const Folder folder;
  CHECK(folder_blobs({.folder = ""}).error().kind == ErrorKind::invalid_argument);
  CHECK(folder_blobs({.folder = folder.file("no/such")}).error().code == "store_failed");
  std::ofstream{folder.file("file")} << "x";
  CHECK(folder_blobs({.folder = folder.file("file")}).error().code == "store_failed");
}

#if OAICOMPAT_SQLITE
TEST_CASE("pieces of blobs whose writers were killed go after their time") {
  const Folder folder;
  const auto clock = std::make_shared<ManualClock>();
  const auto opened = [&] { return sqlite_blobs({.file = folder.file("blobs"), .clock = clock}).value(); };
  const auto blobs = opened();
  auto writer = blobs->create().value();
  REQUIRE(writer->write(text_of(2 * piece)));
  (void)opened();
  REQUIRE(writer->write(text_of(2 * piece)));
  clock->advance(std::chrono::hours{24});
  (void)opened();
  CHECK_FALSE(writer->write(text_of(2 * piece)));
  CHECK_FALSE(writer->commit("b"));
}
#endif
