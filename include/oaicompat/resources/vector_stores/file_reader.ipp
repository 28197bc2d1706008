// The reading of files into vector stores, in the background.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/vector_stores/embedder.hpp>
#include <oaicompat/resources/vector_stores/plain_text.ipp>
#include <oaicompat/resources/vector_stores/records.ipp>
#include <oaicompat/resources/vector_stores/service.hpp>
#include <oaicompat/search/chunks.hpp>

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// Whose records a request is about.
struct Asker {
  StorePtr store{};
  std::string tenant{}, principal{};
};

class VectorFileReader : public std::enable_shared_from_this<VectorFileReader> {
 public:
  VectorFileReader(const Backend& embeddings, FileRepositoryPtr files, const VectorStoresOptions& options)
      : options_{options},
        files_{std::move(files)},
        embedder_{embeddings, options.embedding_dimensions, options.embeddings_at_once} {
    if (!options_.read_text) options_.read_text = read_plain_text;
    pool_ = options_.readers ? std::exchange(options_.readers, nullptr)
                             : std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = 2, .max_queued = 100'000});
  }

  // Reads a file, unless it is being read. Where the pool takes no more it stays in progress, until it is asked for.
  void start(const Asker& asker, const std::string& store, const FoundRecord<VectorStoreFile>& file) {
    {
      const std::lock_guard lock{mutex_};
      if (!reading_.insert(file.blob).second) return;
    }
    const auto read = [self = weak_from_this(), asker, store, file] {
      const auto reader = self.lock();
      if (!reader) return;
      reader->read(asker, store, file);
      reader->forget(file.blob);
    };
    if (!pool_->run(read)) forget(file.blob);
  }

  Result<std::vector<std::vector<float>>> embed(const Asker& asker, const std::string& model,
                                                const std::vector<std::string_view>& texts, Context context) const {
    context.principal = asker.principal;
    context.tenant = asker.tenant;
    return embedder_.embed(model, texts, context);
  }
  VectorStoreRecords records(const Asker& asker) const { return {asker.store, files_->options().clock->unix_time()}; }
  Blobs& blobs() const { return *files_->options().blobs; }

 private:
  void forget(const std::string& blob) {
    const std::lock_guard lock{mutex_};
    reading_.erase(blob);
  }

  // Where it is given up meanwhile, what was written goes again. A failure of the store leaves the file in progress.
  void read(const Asker& asker, const std::string& store, const FoundRecord<VectorStoreFile>& file) const {
    const auto records = this->records(asker);
    FileOutcome outcome;
    const auto written = take_in(records, asker, store, file);
    if (written) {
      outcome.usage_bytes = static_cast<std::int64_t>(*written);
    } else {
      outcome.status = VectorStoreFileStatus::failed;
      outcome.error = VectorStoreFileError{};
      const auto& error = written.error();
      if (error.code == "unsupported_file" || error.code == "invalid_file")
        outcome.error->code = OpenEnum<VectorStoreFileErrorCode>{std::string_view{error.code}};
      outcome.error->message = Text{error.message};
    }
    const auto finished = records.finish(store, file.value.id, file.blob, outcome);
    if (!finished || !*finished || !written) static_cast<void>(blobs().remove(file.blob));
  }

  Result<std::uint64_t> take_in(const VectorStoreRecords& records, const Asker& asker, const std::string& store,
                                const FoundRecord<VectorStoreFile>& file) const {
    const auto& clock = files_->options().clock;
    const auto left = options_.read_within - std::chrono::seconds{clock->unix_time() - file.value.created_at};
    if (left <= std::chrono::seconds{0}) return api_error(500, "The file could not be read in time.");
    const auto open = files_->open(asker.tenant, file.value.id);
    if (!open) return open.error();
    if (open->bytes->size() > options_.max_file_bytes)
      return api_error(400, "Files of more than " + std::to_string(options_.max_file_bytes) + " bytes are not read.",
                       "invalid_file");
    const auto text = options_.read_text(*open);
    if (!text) return text.error();
    const auto cut = file.value.chunking_strategy ? file.value.chunking_strategy->static_ : std::nullopt;
    const auto sizes = cut.value_or(StaticChunking{});
    const auto chunks =
        split_into_chunks(*text, {.max_tokens = static_cast<std::size_t>(sizes.max_chunk_size_tokens),
                                  .overlap_tokens = static_cast<std::size_t>(sizes.chunk_overlap_tokens)});
    if (chunks.empty()) return api_error(400, "There is no text in the file.", "invalid_file");

    const auto space = records.vector_space(store, options_.embedding_model);
    if (!space) return space.error();
    Context context;
    context.deadline = clock->now() + left;
    context.may_block = true;
    const auto vectors = embed(asker, *space, chunks, std::move(context));
    if (!vectors) return vectors.error();
    FileData data{.filename = open->file.filename.str(), .dimensions = vectors->front().size()};
    for (const auto chunk : chunks)
      data.chunks.push_back({static_cast<std::uint64_t>(chunk.data() - text->data()), chunk.size()});
    for (const auto& vector : *vectors) data.vectors.insert(data.vectors.end(), vector.begin(), vector.end());
    return write_file_data(blobs(), file.blob, data, *text);
  }

  VectorStoresOptions options_;
  FileRepositoryPtr files_;
  Embedder embedder_;
  std::mutex mutex_;
  std::set<std::string> reading_;     // by blob
  std::shared_ptr<WorkerPool> pool_;  // the last: its threads end before the rest
};

}  // namespace oaicompat::inline v1::detail
