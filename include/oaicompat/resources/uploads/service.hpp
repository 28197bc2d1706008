// with_uploads: files that are sent in parts, over a store and blobs.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/resources/files/repository.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace oaicompat::inline v1 {

/// How uploads are served.
struct UploadsOptions {
  /// The most bytes of an upload. Default 8 GiB.
  std::uint64_t max_bytes = std::uint64_t{8} << 30;
  /// The most bytes of a part. Default 64 MiB.
  std::uint64_t max_part_bytes = std::uint64_t{64} << 20;
  /// The most parts of an upload. Default 10000 parts.
  std::uint64_t max_parts = 10000;
  /// The most uploads of a tenant that are neither completed nor given up. Default 100 uploads.
  std::size_t max_pending = 100;
  /// How long an upload may take. Default 1 h.
  std::chrono::seconds expires_after = std::chrono::hours{1};
  /// How long an upload that has ended is remembered. Default 1 day.
  std::chrono::seconds remembered = std::chrono::hours{24};
  /// How long the requests of a batch are kept, where nothing else is said. Default 30 days; nothing for ever.
  std::optional<std::chrono::seconds> batch_expires_after = std::chrono::hours{24 * 30};
  /// Threads on which store and blobs are asked. Default a pool of its own with at most 64 threads.
  std::shared_ptr<WorkerPool> pool = {};
};

/// A backend's operations with the four of uploads beside them. Each part is a blob, written as it lies in the request;
/// completing an upload joins the parts into a file of `files`, a piece at a time. Parts come in any order and at
/// once: the order of `part_ids` counts. Parts that it leaves out are dropped.
///
/// An upload belongs to the tenant of the request that began it. An upload that is completed again with the same parts
/// gives the same file, as callers repeat what was not answered. The bytes of one that took too long go with the next
/// request after it.
///
/// **Threads**: as `Backend`; store and blobs may block. **Errors**: 404 for an upload that is not there; 400 for one
/// that has ended, parts that are unknown or named twice, bytes that are not as many as were announced, an MD5 digest
/// of others; 413 beyond a bound, 429 for too many uploads at once. Errors of store and blobs have status 500.
OAICOMPAT_API Backend with_uploads(Backend beside, FileRepositoryPtr files, UploadsOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/uploads/service.ipp>
#endif
