// with_vector_stores: vector stores and their search, over files and a backend's embeddings.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/resources/files/repository.hpp>
#include <oaicompat/search/keyword_index.hpp>
#include <oaicompat/search/vector_index.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace oaicompat::inline v1 {

/// The text of a file; an error with code `unsupported_file` or `invalid_file` is told to the caller.
using ReadFileText = std::function<Result<std::string>(const OpenFile& file)>;

/// How files are read into vector stores, and found.
struct VectorStoresOptions {
  /// The model that embeds. Default `text-embedding-3-large`. A vector store keeps the one that it began with.
  std::string embedding_model = "text-embedding-3-large";
  /// How many numbers a vector should have. Default the model's own.
  std::optional<std::int64_t> embedding_dimensions{};
  /// The most chunks that are embedded by one request. Default 64.
  std::size_t embeddings_at_once = 64;
  /// The most bytes of a file that is read. Default 64 MiB.
  std::uint64_t max_file_bytes = std::uint64_t{64} << 20;
  /// How long the reading of a file may take before it has failed, waiting included. Default 1 hour.
  std::chrono::seconds read_within = std::chrono::hours{1};
  /// How soon clients should ask again for what is in progress. Default 500 ms.
  std::chrono::milliseconds poll_after{500};
  /// Reads the text of a file. Default `read_plain_text`.
  ReadFileText read_text = {};
  /// Makes what finds vectors. Default `exact_index`.
  MakeVectorIndex vector_index = exact_index;
  /// Makes what finds texts by their words, for hybrid search: `sqlite_keyword_index`. Default none: only what counts
  /// no words can be asked for.
  MakeKeywordIndex keyword_index = {};
  /// Threads on which store and blobs are asked. Default a pool of its own with at most 64 threads.
  std::shared_ptr<WorkerPool> pool = {};
  /// The most vector stores whose files are read at once in this process; others wait. Default 2.
  std::size_t stores_at_once = 2;
  /// The most files of a vector store that are read at once, on a thread each. Default 2.
  std::size_t files_at_once = 2;
  /// Threads for the reading of vector stores, two more than `stores_at_once`. Default a pool of its own.
  std::shared_ptr<WorkerPool> readers = {};
  /// How long the files of a vector store stay with a process that gives no sign of life; so long after it was killed
  /// another one, or the same one started again, goes on. Default 30 s.
  std::chrono::seconds lease = std::chrono::seconds{30};
  /// How often a process looks for what others took in or left. Default 5 s.
  std::chrono::milliseconds poll = std::chrono::seconds{5};
  /// How often a vector store whose reading never comes further is taken before the files that are next have failed.
  /// Default 5 times.
  int max_attempts = 5;
};

/// The text of a file whose name says that it is text, in UTF-8, or UTF-16 with a byte order mark. **Errors**: those
/// of `ReadFileText`.
OAICOMPAT_API Result<std::string> read_plain_text(const OpenFile& file);

/// A backend's operations with the sixteen of vector stores beside them. Records lie in the store of `files`, what was
/// read of a file as a blob beside its bytes: its text, its chunks and their vectors, which `beside` makes
/// (`CreateEmbedding`). The index is made of them in memory when a vector store is first searched.
///
/// Files are read in the background, as a job of each vector store (`jobs/vector_store`): what a killed process left in
/// progress the next one over the store goes on with. A file that was being read is read again from its start; nothing
/// that was read counts twice.
///
/// **Lifetime**: the last copy of the backend stops the reading of this process; another one goes on with it.
///
/// A vector store belongs to the tenant of the request that made it (`tenant_of`): to others it is not there.
///
/// **Threads**: as `Backend`; store and blobs may block. **Errors**: 404 that names the id; 400 that names what is out
/// of its bounds. Errors of store and blobs have status 500. A file that cannot be read is no error: its status says
/// so.
OAICOMPAT_API Backend with_vector_stores(Backend beside, FileRepositoryPtr files, VectorStoresOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/vector_stores/service.ipp>
#endif
