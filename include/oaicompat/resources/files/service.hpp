// with_files: files, over a store and blobs.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/resources/files/repository.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace oaicompat::inline v1 {

/// Of which files the bytes can be had back.
enum class FileDownloads {
  as_openai,  ///< Not of those that were sent as `assistants` or `user_data`.
  all,        ///< Of all.
};

/// How files are served.
struct FilesOptions {
  /// The most bytes of a file that comes in one piece. Default 512 MiB. What a transport takes is a bound of its own.
  std::uint64_t max_file_bytes = std::uint64_t{512} << 20;
  /// How long the requests of a batch are kept, where nothing else is said. Default 30 days; nothing for ever.
  std::optional<std::chrono::seconds> batch_expires_after = std::chrono::hours{24 * 30};
  /// Default as OpenAI has it.
  FileDownloads downloads = FileDownloads::as_openai;
  /// Threads on which store and blobs are asked. Default a pool of its own with at most 64 threads.
  std::shared_ptr<WorkerPool> pool = {};
};

/// A backend's operations with the five of files beside them. A file that comes is written to the blobs as it lies in
/// the request, and one that is sent is read from them a piece at a time: neither is ever whole in memory. Where a
/// transport puts large forms into files, that is all that a large file takes.
///
/// A file belongs to the tenant of the request that made it (`tenant_of`): to others it is not there.
///
/// A download tells its length, its name and its type, and answers `Range` with the part that is asked for (206, or
/// 416); several parts at once are answered with all.
///
/// **Threads**: as `Backend`; store and blobs may block. **Errors**: 400 that names what is wrong, a purpose that only
/// a server may give, a time out of its bounds, a batch's or a training's file that is empty or no `.jsonl`; 413 for
/// one that is too large; 404 for a file that is not there. Errors of store and blobs have status 500.
OAICOMPAT_API Backend with_files(Backend beside, FileRepositoryPtr files, FilesOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/files/service.ipp>
#endif
