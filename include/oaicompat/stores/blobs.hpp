// Blobs: where a server keeps large bytes, such as uploaded files, without ever holding them whole.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/result.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// A blob while it is written, piece by piece, under no name yet. Without a `commit` nothing is left of it.
///
/// **Threads**: one at a time. **Errors**: as `Blobs`; after one the blob cannot be committed.
class BlobWriter {
 public:
  virtual ~BlobWriter() = default;
  /// Adds bytes.
  virtual Result<void> write(std::string_view piece) = 0;
  /// Keeps the blob under a name, in place of an earlier one. When it returns the blob is as durable as the place is.
  /// It ends the writing: what is called afterwards is an error.
  virtual Result<void> commit(std::string_view name) = 0;
};
using BlobWriterPtr = std::unique_ptr<BlobWriter>;

/// A blob that is read. It may be removed, or replaced, meanwhile: the reader then goes on with the one it opened, or
/// says `blob_not_found`; it never mixes two.
///
/// **Threads**: safe to use from many.
class BlobReader {
 public:
  virtual ~BlobReader() = default;
  virtual std::uint64_t size() const = 0;
  /// The bytes from `offset` on, at most `most`; fewer where the blob ends, none behind its end.
  virtual Result<Bytes> read(std::uint64_t offset, std::size_t most) const = 0;
};
using BlobReaderPtr = std::shared_ptr<BlobReader>;

/// Keeps blobs under names of 1 to 200 letters, digits, hyphens, underscores and dots, the first of them a letter or a
/// digit. Memory is bounded: a writer and a reader hold at most a piece of 256 KiB beside what they are given or give.
///
///     auto out = blobs->create().value();
///     while (next_piece(piece)) out->write(piece).value();
///     out->commit("file-abc").value();
///     auto part = blobs->open("file-abc").value()->read(1'000'000, 65'536);
///
/// **Threads**: safe to use from many. It may block: a server on event loops puts what uses it through `offload`.
/// **Errors**: a name that is none is of kind `invalid_argument`; what is not there has status 404 and code
/// `blob_not_found`; a full disk or memory 500 and `store_full`; any other failure of the place 500 and `store_failed`.
class Blobs {
 public:
  virtual ~Blobs() = default;
  /// Begins a blob.
  virtual Result<BlobWriterPtr> create() = 0;
  /// Opens a blob for reading.
  virtual Result<BlobReaderPtr> open(std::string_view name) const = 0;
  /// Removes a blob; where there is none, that is no error.
  virtual Result<void> remove(std::string_view name) = 0;
  /// The bytes of a blob.
  virtual Result<std::uint64_t> size(std::string_view name) const {
    auto reader = open(name);
    if (!reader) return reader.error();
    return (*reader)->size();
  }
};
using BlobsPtr = std::shared_ptr<Blobs>;

/// What blobs in memory take.
struct MemoryBlobsOptions {
  /// The most bytes of all blobs together, those that are being written included. Default 256 MiB.
  std::size_t max_bytes = std::size_t{256} << 20;
};
/// Blobs that are gone when the process ends.
OAICOMPAT_API BlobsPtr memory_blobs(MemoryBlobsOptions options = {});

/// Where blobs lie as files.
struct FolderBlobsOptions {
  /// The folder, made where it is not there; its parent must be. Nothing else should be kept in it.
  std::string folder{};
  /// Blobs that nobody committed or dropped, as their process was killed, are removed when the folder is opened this
  /// long after they were last written to. Default 1 day.
  std::chrono::seconds stale_after = std::chrono::hours{24};
};
/// Blobs as files of a folder, which outlive the process. Each is a file of its name, readable by its owner alone, and
/// appears whole: it is written to the disk under another name, and then renamed.
///
/// **Threads**: the folder may be used by many processes at once. **Errors**: as `Blobs`; opening fails where the
/// folder cannot be made or read.
OAICOMPAT_API Result<BlobsPtr> folder_blobs(FolderBlobsOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/stores/folder_blobs.ipp>
#include <oaicompat/stores/memory_blobs.ipp>
#endif
