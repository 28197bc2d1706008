// Files that are read by processes that are killed: every file is read in the end, once, and counts are right.
// SPDX-License-Identifier: MIT
#if OAICOMPAT_SQLITE
#include "../stores/processes.hpp"
#include "kept.hpp"

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/vector_stores/codec.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>
#include <oaicompat/resources/vector_stores/service.hpp>
#include <oaicompat/stores/blobs.hpp>
#include <oaicompat/stores/sqlite_store.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <set>
#include <thread>

namespace vector_stores_killed {

using namespace oaicompat;

// What a process and the next one over the same folder have.
struct Place {
  explicit Place(const std::string& folder)
      : store{sqlite_store({.file = folder + "/store"}).value()},
        files{file_repository({.store = store, .blobs = folder_blobs({.folder = folder + "/blobs"}).value()})} {}
  StorePtr store;
  FileRepositoryPtr files;

  Handler serving(std::function<void()> on_read) const {
    Backend backend;
    backend.on<CreateEmbedding>([on_read = std::move(on_read)](Parsed<EmbeddingRequest> request, const Context&) {
      on_read();
      EmbeddingList list;
      for (std::size_t i = 0; i < request->input.get_if<std::vector<PromptItem>>()->size(); ++i) {
        Embedding made;
        made.index = static_cast<std::int64_t>(i);
        made.embedding = std::vector<float>{1, static_cast<float>(i)};
        list.data.push_back(std::move(made));
      }
      return one_item(std::move(list));
    });
    VectorStoresOptions options;
    options.lease = std::chrono::seconds{1};
    options.poll = std::chrono::milliseconds{100};
    options.max_attempts = 1'000;
    return serve(with_vector_stores(std::move(backend), files, options));
  }
};

}  // namespace vector_stores_killed

TEST_CASE("files that killed processes were reading are read by the next one, each once") {
  using namespace vector_stores_killed;
  const auto folder = (std::filesystem::temp_directory_path() / random_id("oaicompat-")).string();
  std::filesystem::create_directory(folder);
  constexpr int rounds = 4, count = 30;
  std::string ids;
  {
    const Place place{folder};
    for (int i = 0; i < count; ++i) {
      const auto id = place.files->create("", {.filename = "a.txt", .purpose = FilePurpose::assistants}, "some text");
      ids += (ids.empty() ? "\"" : ",\"") + id->id.str() + "\"";
    }
  }
  for (int round = 0; round < rounds; ++round) {
    test::acknowledged_until_killed(std::chrono::milliseconds{10 + 7 * round}, [&](const auto& tell) {
      const Place place{folder};
      const auto handler = place.serving([&] { (void)tell(1); });
      kept::tell(handler, "POST", "/vector_stores", "", R"({"file_ids":[)" + ids + "]}");
      while (true) pause();
    });
  }
  const Place place{folder};
  const auto handler = place.serving([] {});
  const auto stores = [&] { return kept::told<VectorStoreList>(handler, "GET", "/vector_stores", "limit=100").data; };
  CHECK(stores().size() > 0);
  for (int i = 0; i < 6'000 && !place.store->list("jobs/vector_store", {}).value().records.empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  CHECK(place.store->list("jobs/vector_store", {}).value().records.empty());
  for (const auto& store : stores()) {
    CHECK(store.status == VectorStoreStatus::completed);
    CHECK(store.file_counts.total == count);
    CHECK(store.file_counts.completed == count);
    const auto page = kept::told<VectorStoreSearchPage>(handler, "POST", "/vector_stores/" + store.id.str() + "/search",
                                                        "", R"({"query":"text","max_num_results":50})");
    std::set<std::string> found;
    for (const auto& each : page.data) found.insert(each.file_id.str());
    CHECK(page.data.size() == count);
    CHECK(found.size() == count);
  }
  std::filesystem::remove_all(folder);
}
#endif
