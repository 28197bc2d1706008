// Search over many vectors and texts, and the reading of files into a vector store.
// SPDX-License-Identifier: MIT
#include "bench.hpp"

#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>
#include <oaicompat/resources/vector_stores/service.hpp>
#include <oaicompat/search/chunks.hpp>
#include <oaicompat/search/hnsw_index.hpp>
#include <oaicompat/search/vector_index.hpp>
#include <oaicompat/stores/blobs.hpp>
#include <oaicompat/stores/memory_store.hpp>
#include <oaicompat/stores/sqlite_keyword_index.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace bench {
namespace {

using namespace oaicompat;

// Milliseconds of this thread's processor.
template <class F>
double processor_ms(F call) {
  const auto now = [] {
    std::timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
  };
  const auto start = now();
  call();
  return now() - start;
}

// Vectors of 384 numbers that depend on 32, as those of embeddings depend on few, with noise.
class Embedded {
 public:
  static constexpr std::size_t dimensions = 384, inner = 32;
  Embedded() : spread_(dimensions * inner) {
    for (auto& each : spread_) each = normal_(random_);
  }
  std::vector<float> next() {
    float from[inner];
    for (auto& each : from) each = normal_(random_);
    std::vector<float> out(dimensions);
    for (std::size_t i = 0; i < dimensions; ++i) {
      out[i] = normal_(random_);
      for (std::size_t k = 0; k < inner; ++k) out[i] += spread_[i * inner + k] * from[k];
    }
    return out;
  }

 private:
  std::mt19937 random_{7};
  std::normal_distribution<float> normal_;
  std::vector<float> spread_;
};

void fill(Embedded& embedded, std::size_t count, const VectorIndexPtr& exact, const VectorIndexPtr& graph) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto vector = embedded.next();
    static_cast<void>(exact->add(i, vector));
    if (graph) static_cast<void>(graph->add(i, vector));
  }
}
double recall(const VectorIndex& exact, const VectorIndex& graph, const std::vector<std::vector<float>>& queries) {
  constexpr std::size_t most = 10;
  std::size_t found = 0;
  for (const auto& query : queries) {
    std::set<std::uint32_t> right;
    for (const auto& hit : *exact.search(query, most)) right.insert(hit.entry);
    for (const auto& hit : *graph.search(query, most)) found += right.count(hit.entry);
  }
  return static_cast<double>(found) / static_cast<double>(queries.size() * most);
}
void measure_vectors(const Options& options, Report& report) {
  const auto count = options.scaled(100'000);
  Embedded embedded;
  const auto exact = exact_index(Embedded::dimensions), graph = hnsw_index(Embedded::dimensions, {.exact_up_to = 0});
  const auto build = processor_ms([&] { fill(embedded, count, exact, graph); });
  std::vector<std::vector<float>> queries;
  for (int i = 0; i < 100; ++i) queries.push_back(embedded.next());
  std::size_t next = 0;
  const auto search = [&](const VectorIndexPtr& index, std::size_t times) {
    return processor_ms([&] {
             for (std::size_t i = 0; i < times; ++i) use(index->search(queries[next++ % queries.size()], 10));
           }) /
           static_cast<double>(times);
  };
  report.add(in_pairs(
      fmt::format("search_hnsw_beside_exact_{}x384", count), "ms", options.runs(), [&] { return search(graph, 100); },
      [&] { return search(exact, 5); }));
  report.add({.name = "search_hnsw_recall_at_10",
              .ours = recall(*exact, *graph, queries),
              .baseline = 1,
              .ratio = recall(*exact, *graph, queries),
              .unit = "",
              .n = 1});
  report.add({.name = "search_hnsw_build", .ours = build / 1e3, .baseline = 0, .ratio = 0, .unit = "s", .n = 1});
}

std::string text_of(std::size_t bytes) {
  std::mt19937 random{3};
  std::string out;
  while (out.size() < bytes) {
    for (auto letters = 1 + random() % 9; letters > 0; --letters) out += static_cast<char>('a' + random() % 26);
    out += random() % 12 == 0 ? ".\n" : " ";
  }
  return out;
}
Backend instant_embeddings() {
  Backend out;
  out.on<CreateEmbedding>([](Parsed<EmbeddingRequest> request, const Context&) {
    EmbeddingList list;
    const std::vector<float> vector(Embedded::dimensions, 1);
    list.data.resize(request->input.get_if<std::vector<PromptItem>>()->size());
    for (auto& each : list.data) each.embedding = vector;
    return one_item(std::move(list));
  });
  return out;
}
template <Operation Op>
typename Op::Response ask(const Backend& backend, typename Op::Request request) {
  Context context;
  context.may_block = true;
  typename Op::Response out;
  const auto stream = backend.run<Op>(Parsed<typename Op::Request>{std::move(request)}, context);
  while (stream->pull(out) == Pull::wait) std::this_thread::yield();
  return out;
}
// Megabytes a second from the request to the last file read.
double reading(const std::string& text) {
  const auto files = file_repository({.store = memory_store(), .blobs = memory_blobs({.max_bytes = 1'000'000'000})});
  const auto backend = with_vector_stores(instant_embeddings(), files);
  const auto file = files->create("", {.filename = "a.txt", .purpose = FilePurpose::assistants}, text);
  const auto start = std::chrono::steady_clock::now();
  CreateVectorStoreRequest request;
  request.file_ids = std::vector<Text>{file->id};
  const auto made = ask<CreateVectorStore>(backend, std::move(request));
  RetrieveVectorStoreRequest look;
  look.vector_store_id = made.id;
  while (ask<RetrieveVectorStore>(backend, look).status == VectorStoreStatus::in_progress) std::this_thread::yield();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return static_cast<double>(text.size()) / 1e6 / took.count();
}

}  // namespace

void measure_search(const Options& options, Report& report) {
  if (options.wants("search_vectors")) measure_vectors(options, report);
  if (!options.wants("search_ingest")) return;
  const auto text = text_of(options.scaled(10'000'000));
  const auto megabytes = reading(text);
  report.add(
      {.name = "search_ingest", .ours = megabytes, .baseline = 5, .ratio = megabytes / 5, .unit = "MB/s", .n = 1});
  const auto index = *sqlite_keyword_index();
  const auto took = processor_ms([&] {
    std::uint32_t entry = 0;
    for (const auto chunk : split_into_chunks(text)) static_cast<void>(index->add(entry++, chunk));
    static_cast<void>(index->search("word", 1));
  });
  const auto worded = static_cast<double>(text.size()) / 1e3 / took;
  report.add(
      {.name = "search_ingest_words", .ours = worded, .baseline = 5, .ratio = worded / 5, .unit = "MB/s", .n = 1});
}

}  // namespace bench
