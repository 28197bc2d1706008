// The reading of files into vector stores, in the background.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/guarded.hpp>
#include <oaicompat/resources/vector_stores/embedder.hpp>
#include <oaicompat/resources/vector_stores/plain_text.ipp>
#include <oaicompat/resources/vector_stores/records.ipp>
#include <oaicompat/resources/vector_stores/service.hpp>
#include <oaicompat/search/chunks.hpp>
#include <oaicompat/stores/job_workers.hpp>
#include <oaicompat/stores/jobs.hpp>
#include <oaicompat/stores/tenant_store.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// Whose records a request is about.
struct Asker {
  StorePtr store{};
  std::string tenant{}, principal{};
};

class VectorFileReader {
 public:
  VectorFileReader(const Backend& embeddings, FileRepositoryPtr files, const VectorStoresOptions& options)
      : options_{options},
        files_{std::move(files)},
        embedder_{embeddings, options.embedding_dimensions, options.embeddings_at_once},
        queue_{files_->options().store,
               {.clock = files_->options().clock, .lease = options.lease, .max_attempts = options.max_attempts}},
        workers_{queue_,
                 std::string{kind},
                 [this](JobLease& lease) { work(lease); },
                 {.at_once = std::max<std::size_t>(options.stores_at_once, 1),
                  .poll = options.poll,
                  .pool = options.readers}} {}

  // Has the files of a vector store read that are in progress, unless they are.
  Result<void> want(const Asker& asker, const std::string& store) const {
    const JobName name{std::string{kind}, asker.tenant, store};
    const auto there = queue_.find(name);
    if (!there) return there.error();
    if (*there) return {};
    auto added = queue_.enqueue({.name = name});
    return added || is_conflict(added.error()) ? Result<void>{} : added;
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
  static constexpr std::string_view kind = "vector_store";
  using File = FoundRecord<VectorStoreFile>;

  // Reads until nothing is in progress. Files that are added meanwhile change the vector store's record, so that the
  // job cannot end without them.
  void work(JobLease& lease) const {
    const auto& name = lease.job().name;
    const Asker asker{.store = tenant_store(files_->options().store, name.tenant), .tenant = name.tenant};
    const auto records = this->records(asker);
    if (lease.is_exhausted() && !give_up_next(records, name.key)) return;
    while (!lease.stop_token().stop_requested()) {
      const auto owner = records.find(name.key);
      if (!owner && owner.error().status == 404) return static_cast<void>(lease.finish());
      const auto files = owner ? records.files(name.key, "in_progress") : owner.error();
      if (!files) return;  // the store may be there again for the next one
      if (files->empty()) {
        const auto ended = lease.finish({{.collection = tenant_collection(name.tenant, vector_stores_collection),
                                          .check = name.key,
                                          .if_revision = owner->revision}});
        if (ended || lease.is_lost() || !is_conflict(ended.error())) return;
      } else if (!read_all(lease, asker, *files)) {
        return;
      }
    }
  }
  // What was next each time that a process ended in the middle is given up.
  bool give_up_next(const VectorStoreRecords& records, const std::string& store) const {
    const auto files = records.files(store, "in_progress");
    if (!files) return false;
    for (std::size_t i = 0; i < std::min(files->size(), at_once()); ++i) {
      const auto error = api_error(500, "The server ended each time that it read the file.");
      if (!finish(records, store, (*files)[i], error)) return false;
    }
    return true;
  }
  std::size_t at_once() const { return std::max<std::size_t>(options_.files_at_once, 1); }

  // False where the store fails.
  bool read_all(JobLease& lease, const Asker& asker, const std::vector<File>& files) const {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> kept{true};
    const auto read_some = [&] {
      for (auto i = next++; i < files.size() && kept && !lease.stop_token().stop_requested(); i = next++) {
        const auto done = guarded([&] { return read(lease, asker, files[i]); },
                                  [] { return Result<void>{api_error(500, "The reading failed.")}; });
        if (!done) kept = false;
      }
    };
    std::vector<std::thread> helpers;
    for (std::size_t i = 1; i < std::min(at_once(), files.size()); ++i) helpers.emplace_back(read_some);
    read_some();
    for (auto& helper : helpers) helper.join();
    return kept;
  }

  // A failure of the store leaves the file in progress.
  Result<void> read(JobLease& lease, const Asker& whose, const File& file) const {
    auto asker = whose;
    asker.principal = file.principal;
    const auto& store = lease.job().name.key;
    const auto records = this->records(asker);
    const auto now = records.find_file(store, file.value.id);
    if (!now) return now.error().status == 404 ? Result<void>{} : Result<void>{now.error()};
    if (now->blob != file.blob || now->value.status != VectorStoreFileStatus::in_progress) return {};
    const auto written = guarded([&] { return take_in(records, asker, store, file, lease.stop_token()); },
                                 [] { return Result<std::uint64_t>{api_error(500, "The reading failed.")}; });
    if (lease.stop_token().stop_requested()) return drop_unless_wanted(records, store, file);  // the next one reads it
    auto finished = finish(records, store, file, written);
    if (finished) finished = lease.write({}, file.value.id.str());
    return finished;
  }
  // What was written goes again where it was given up meanwhile, but not where another process finished it.
  Result<void> drop_unless_wanted(const VectorStoreRecords& records, const std::string& store, const File& file) const {
    const auto now = records.find_file(store, file.value.id);
    if (!now && now.error().status != 404) return now.error();
    const bool wanted = now && now->blob == file.blob &&
                        (now->value.status == VectorStoreFileStatus::completed ||
                         now->value.status == VectorStoreFileStatus::in_progress);
    if (!wanted) static_cast<void>(blobs().remove(file.blob));
    return {};
  }
  Result<void> finish(const VectorStoreRecords& records, const std::string& store, const File& file,
                      const Result<std::uint64_t>& written) const {
    FileOutcome outcome;
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
    if (!finished) return finished.error();
    return *finished && written ? Result<void>{} : drop_unless_wanted(records, store, file);
  }

  Result<std::uint64_t> take_in(const VectorStoreRecords& records, const Asker& asker, const std::string& store,
                                const File& file, std::stop_token stop) const {
    const auto& clock = files_->options().clock;
    const auto left = options_.read_within - std::chrono::seconds{clock->unix_time() - file.value.created_at};
    if (left <= std::chrono::seconds{0}) return api_error(500, "The file could not be read in time.");
    const auto open = files_->open(asker.tenant, file.value.id);
    if (!open) return open.error();
    if (open->bytes->size() > options_.max_file_bytes)
      return api_error(400, "Files of more than " + std::to_string(options_.max_file_bytes) + " bytes are not read.",
                       "invalid_file");
    const auto text = options_.read_text ? options_.read_text(*open) : read_plain_text(*open);
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
    context.stop = std::move(stop);
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
  const JobQueue queue_;
  const JobWorkers workers_;  // the last: they end before the rest
};

}  // namespace oaicompat::inline v1::detail
