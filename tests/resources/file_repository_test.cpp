// The files that services read and make, over a store and blobs.
// SPDX-License-Identifier: MIT
#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/resources/files/repository.hpp>
#include <oaicompat/stores/memory_store.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

using namespace oaicompat;

namespace file_repository_test {

struct Shelf {
  explicit Shelf(std::uint64_t most = 1000) {
    files =
        file_repository({.store = store,
                         .blobs = blobs,
                         .clock = clock,
                         .id = [next = std::make_shared<std::atomic<int>>(0)](
                                   std::string_view prefix) { return std::string{prefix} + std::to_string(++*next); },
                         .max_tenant_bytes = most});
  }
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr store = memory_store({.clock = clock});
  BlobsPtr blobs = memory_blobs();
  FileRepositoryPtr files;
};

std::string bytes_in(const Shelf& shelf, std::string_view tenant, std::string_view id) {
  const auto open = shelf.files->open(tenant, id);
  return open ? open->bytes->read(0, 1000).value() : open.error().code + std::to_string(open.error().status);
}

}  // namespace file_repository_test

TEST_CASE("a file is made in pieces, and found and read by its tenant alone") {
  using namespace file_repository_test;
  Shelf shelf;
  auto out = shelf.files->create("alice", {.filename = "ä.jsonl", .purpose = FilePurpose::batch_output});
  REQUIRE(out);
  CHECK(out->write("{}\n"));
  CHECK(out->write("[]"));
  const auto made = out->finish();
  REQUIRE(made);
  CHECK(made->id == "file-1");
  CHECK(made->bytes == 5);
  CHECK(made->filename == "ä.jsonl");
  CHECK(made->status == FileStatus::processed);
  CHECK(shelf.files->find("alice", "file-1").value() == *made);
  CHECK(bytes_in(shelf, "alice", "file-1") == "{}\n[]");
  for (const auto* other : {"bob", ""}) {
    CHECK(shelf.files->find(other, "file-1").error().status == 404);
    CHECK(shelf.files->remove(other, "file-1").error().status == 404);
  }
  CHECK_FALSE(out->finish());
  CHECK_FALSE(out->write("x"));
}

TEST_CASE("a file that is not finished leaves nothing") {
  using namespace file_repository_test;
  Shelf shelf;
  {
    auto out = shelf.files->create("", {.filename = "a"});
    CHECK(out->write("x"));
  }
  CHECK(shelf.files->list("", {})->data.empty());
  CHECK(shelf.files->bytes_of("").value() == 0);
}

TEST_CASE("a file that is made again under its id takes the earlier one's place and bytes") {
  using namespace file_repository_test;
  Shelf shelf;
  CHECK(shelf.files->create("", {.filename = "a", .id = "file-x"}, "first"));
  CHECK(shelf.files->create("", {.filename = "b", .id = "file-x"}, "2nd"));
  CHECK(bytes_in(shelf, "", "file-x") == "2nd");
  CHECK(shelf.files->list("", {})->data.size() == 1);
  CHECK(shelf.files->bytes_of("").value() == 3);
}

TEST_CASE("a removed file is gone with its bytes, and who asked to know is told") {
  using namespace file_repository_test;
  Shelf shelf;
  std::string told;
  shelf.files->on_removed([&](const std::string& tenant, const std::string& id) { told += tenant + "/" + id; });
  CHECK(shelf.files->create("t", {.filename = "a"}, "xyz"));
  CHECK(shelf.files->remove("t", "file-1"));
  CHECK(told == "t/file-1");
  CHECK(shelf.files->remove("t", "file-1").error().message == "No such File object: file-1");
  CHECK(shelf.blobs->open("file-1").error().code == "blob_not_found");
  CHECK(shelf.files->bytes_of("t").value() == 0);
}

TEST_CASE("a tenant's files take no more than its bound, and another's do not count") {
  using namespace file_repository_test;
  Shelf shelf{10};
  CHECK(shelf.files->create("a", {.filename = "1"}, "123456"));
  CHECK(shelf.files->create("b", {.filename = "1"}, "123456"));
  CHECK(shelf.files->create("a", {.filename = "2"}, "12345").error().code == "file_storage_exceeded");
  CHECK(shelf.files->create("a", {.filename = "2"}, "12345678901").error().code == "file_storage_exceeded");
  CHECK(shelf.files->remove("a", "file-1"));
  CHECK(shelf.files->create("a", {.filename = "2"}, "12345"));
}

TEST_CASE("files that are made at once are all counted") {
  using namespace file_repository_test;
  Shelf shelf{100000};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) CHECK(shelf.files->create("t", {.filename = "a"}, "12345"));
    });
  }
  for (auto& each : threads) each.join();
  CHECK(shelf.files->bytes_of("t").value() == 400);
  CHECK(shelf.files->list("t", {.limit = 1000})->data.size() == 80);
}

TEST_CASE("a file whose time is over is not there, and a sweep removes the bytes of all tenants") {
  using namespace file_repository_test;
  Shelf shelf;
  const auto soon = [&](const char* tenant) {
    return shelf.files->create(tenant, {.filename = "a", .expires_after = std::chrono::hours{1}}, "x").value();
  };
  CHECK(soon("a").expires_at == shelf.clock->unix_time() + 3600);
  soon("b with a blank");
  soon("c");
  CHECK(shelf.files->create("a", {.filename = "stays"}, "y"));
  shelf.clock->advance(std::chrono::minutes{59});
  CHECK(shelf.files->sweep());
  CHECK(shelf.files->find("a", "file-1"));
  shelf.clock->advance(std::chrono::minutes{1});
  CHECK(shelf.files->find("a", "file-1").error().status == 404);
  CHECK(shelf.files->list("c", {})->data.empty());
  CHECK(shelf.blobs->open("file-2"));
  shelf.files->sweep_if_due();
  CHECK_FALSE(shelf.blobs->open("file-2"));
  CHECK(shelf.files->bytes_of("b with a blank").value() == 0);
  CHECK(shelf.files->list("a", {})->data.size() == 1);
  CHECK(shelf.store->list("expiring_files", {})->records.empty());
}

TEST_CASE("a file that has lost its bytes, or some of them, says so and is no 404") {
  using namespace file_repository_test;
  Shelf shelf;
  CHECK(shelf.files->create("", {.filename = "a"}, "xyz"));
  auto shorter = shelf.blobs->create().value();
  CHECK(shorter->write("x"));
  CHECK(shorter->commit("file-1"));
  CHECK(bytes_in(shelf, "", "file-1") == "file_unreadable500");
  CHECK(shelf.blobs->remove("file-1"));
  CHECK(bytes_in(shelf, "", "file-1") == "file_unreadable500");
  CHECK(shelf.files->remove("", "file-1"));
}
