// Vector stores over files, whose embeddings are letters.
// SPDX-License-Identifier: MIT
#pragma once

#include "kept.hpp"

#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/vector_stores/codec.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>
#include <oaicompat/resources/vector_stores/service.hpp>
#include <oaicompat/stores/blobs.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace vector_stores_test {

using namespace kept;

// Embeds a text as how often it has each letter.
inline Backend letters() {
  Backend out;
  out.on<CreateEmbedding>([](Parsed<EmbeddingRequest> request, const Context&) -> StreamPtr<EmbeddingList> {
    EmbeddingList list;
    for (const auto& item : *request->input.get_if<std::vector<PromptItem>>()) {
      std::vector<float> vector(26, 0.01F);
      for (const char c : item.get_if<Text>()->view()) {
        if (c >= 'a' && c <= 'z') vector[static_cast<std::size_t>(c - 'a')] += 1;
      }
      Embedding embedding;
      embedding.index = static_cast<std::int64_t>(list.data.size());
      embedding.embedding = std::move(vector);
      list.data.push_back(std::move(embedding));
    }
    list.model = request->model;
    return one_item(std::move(list));
  });
  return out;
}

struct Stores {
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  StorePtr store = memory_store({.clock = clock});
  BlobsPtr blobs = memory_blobs();
  FileRepositoryPtr files = new_files();
  std::shared_ptr<WorkerPool> readers = std::make_shared<WorkerPool>();
  Handler http = serve(with_vector_stores(letters(), files, {.readers = readers}));

  FileRepositoryPtr new_files() {
    return file_repository({.store = store, .blobs = blobs, .clock = clock, .id = derived::counted().id});
  }
  std::string file(const std::string& text, const std::string& name = "a.txt") {
    return files->create("", {.filename = name, .purpose = FilePurpose::assistants}, text)->id.str();
  }
  VectorStore make(const std::string& body = "{}") {
    return told<VectorStore>(http, "POST", "/vector_stores", "", body);
  }
  // Goes on with what is to be read, and waits for it.
  void read_all() {
    restart();
    const auto reads = [&] {
      const auto page = told<VectorStoreList>(http, "GET", "/vector_stores", "limit=100");
      return std::any_of(page.data.begin(), page.data.end(),
                         [](const VectorStore& each) { return each.file_counts.in_progress > 0; });
    };
    while (reads()) std::this_thread::yield();
  }
  void restart() {
    http = nullptr;
    readers = std::make_shared<WorkerPool>();
    http = serve(with_vector_stores(letters(), files, {.readers = readers}));
  }
  VectorStoreSearchPage search(const VectorStore& in, const std::string& body) {
    return told<VectorStoreSearchPage>(http, "POST", path(in) + "/search", "", body);
  }
  VectorStore now(const VectorStore& of) { return told<VectorStore>(http, "GET", path(of)); }
  static std::string path(const VectorStore& of) { return "/vector_stores/" + of.id.str(); }
};

inline std::string quoted(const std::vector<std::string>& ids) {
  std::string out;
  for (const auto& id : ids) out += (out.empty() ? "\"" : ",\"") + id + "\"";
  return "[" + out + "]";
}
inline std::string found_files(const VectorStoreSearchPage& page) {
  std::string out;
  for (const auto& each : page.data) out += each.file_id.str() + " ";
  return out;
}

}  // namespace vector_stores_test
