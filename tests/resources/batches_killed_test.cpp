// Batches of processes that are killed: every kept result is there, every batch ends, counts are right.
// OAICOMPAT_STRESS=long before the program: 20 kills in the midst of 200 batches and more.
// SPDX-License-Identifier: MIT
#if OAICOMPAT_SQLITE
#include "../stores/processes.hpp"
#include "batching.hpp"

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/stores/sqlite_store.hpp>

#include <cstdlib>
#include <filesystem>
#include <set>

using namespace oaicompat;
using namespace batching;
using test::acknowledged_until_killed;

namespace batches_killed {

bool is_long() {
  const char* wanted = std::getenv("OAICOMPAT_STRESS");
  return wanted && std::string_view{wanted} == "long";
}

// What a process and the next one over the same folder have.
struct Place {
  explicit Place(const std::string& folder)
      : store{sqlite_store({.file = folder + "/store"}).value()},
        files{file_repository({.store = store, .blobs = folder_blobs({.folder = folder + "/blobs"}).value()})} {}
  StorePtr store;
  FileRepositoryPtr files;

  Handler serving(std::function<void()> on_run) const {
    auto chat = chats([on_run = std::move(on_run)](const ChatRequest& request, const Context&) -> Result<std::string> {
      on_run();
      if (request.messages.back().text() == "Fail") return api_error(400, "No.");
      return std::string{"Yes."};
    });
    BatchesOptions options{.batches_at_once = 4, .requests_at_once = 3, .results_at_once = 8};
    options.lease = std::chrono::seconds{1};
    options.poll = std::chrono::milliseconds{100};
    options.max_attempts = 1'000;
    return serve(with_batches(std::move(chat), store, files, options));
  }
};

bool has_ended(const Batch& batch) {
  return batch.status == BatchStatus::completed || batch.status == BatchStatus::cancelled;
}
Batch batch_of(const Handler& handler, const std::string& id) {
  return kept::told<Batch>(handler, "GET", "/batches/" + id);
}
std::set<std::string> ids_in(const FileRepository& files, const std::optional<Text>& id) {
  std::set<std::string> out;
  if (!id) return out;
  const auto text = files.open("", *id).value().bytes->read(0, 1 << 24).value();
  for (std::string_view rest = text; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() + 1);
    CHECK(out.insert(play::read<BatchResult>(line).custom_id.str()).second);
  }
  return out;
}

}  // namespace batches_killed
using namespace batches_killed;

TEST_CASE("batches of a process that is killed again and again end with each result once and the right counts") {
  const int rounds = is_long() ? 20 : 3, first = is_long() ? 200 : 2, lines = 40;
  const auto folder = (std::filesystem::temp_directory_path() / random_id("oaicompat-")).string();
  std::filesystem::create_directory(folder);
  std::vector<std::string> ids;
  {
    const Place place{folder};
    std::string input;
    for (int i = 1; i <= lines; ++i) input += chat_line("r" + std::to_string(i), i % 10 == 0 ? "Fail" : "Hi");
    REQUIRE(place.files->create("", {.filename = "in.jsonl", .purpose = FilePurpose::batch, .id = "file-in"}, input));
  }
  // Each process takes batches in, then runs what is there, and tells of each request that it runs.
  std::int64_t ran = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto more = round == 0 ? first : is_long() ? 10 : 2;
    ran += acknowledged_until_killed(std::chrono::milliseconds{20 + 37 * (round % 5)}, [&](const auto& tell) {
      const Place place{folder};
      std::atomic<bool> taken_in{false};
      const auto handler = place.serving([&] {
        taken_in.wait(false);
        (void)tell(1);
      });
      for (int i = 0; i < more; ++i)
        kept::tell(handler, "POST", "/batches", "",
                   R"({"input_file_id":"file-in","endpoint":"/v1/chat/completions","completion_window":"24h"})");
      taken_in = true;
      taken_in.notify_all();
      while (true) pause();
    });
  }
  const Place place{folder};
  std::atomic<std::int64_t> ran_here{0};
  const auto handler = place.serving([&] { ++ran_here; });
  for (std::string query = "limit=100";;) {
    const auto page = kept::told<BatchList>(handler, "GET", "/batches", query);
    for (const auto& each : page.data) ids.push_back(each.id.str());
    if (!page.has_more) break;
    query = "limit=100&after=" + page.last_id->str();
  }
  CHECK(ids.size() >= static_cast<std::size_t>(first));
  for (const auto& id : ids) {
    CAPTURE(id);
    auto batch = batch_of(handler, id);
    for (int i = 0; i < 6'000 && !has_ended(batch); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
      batch = batch_of(handler, id);
    }
    REQUIRE(batch.status == BatchStatus::completed);
    CHECK(batch.request_counts->total == lines);
    CHECK(batch.request_counts->completed == lines - lines / 10);
    CHECK(batch.request_counts->failed == lines / 10);
    CHECK(ids_in(*place.files, batch.output_file_id).size() == static_cast<std::size_t>(lines - lines / 10));
    CHECK(ids_in(*place.files, batch.error_file_id).size() == static_cast<std::size_t>(lines / 10));
  }
  // No more was run twice than ran, or waited to be kept, at the kills: 4 batches, 3 requests and 8 results each.
  const auto all = static_cast<std::int64_t>(ids.size()) * lines;
  CHECK(ran + ran_here <= all + static_cast<std::int64_t>(rounds) * 4 * (3 + 2 * 8));
  CHECK(place.store->list("jobs/batch", {}).value().records.empty());
  std::filesystem::remove_all(folder);
}
#endif
