// FileRepository: the files of all tenants, for services that read files or make them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/expiry_index.hpp>
#include <oaicompat/resources/files/types.hpp>
#include <oaicompat/stores/blobs.hpp>
#include <oaicompat/stores/store.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// Where files are kept.
struct FileRepositoryOptions {
  /// The records. Required.
  StorePtr store = {};
  /// The bytes. Required.
  BlobsPtr blobs = {};
  /// The time. Default the machine's clock.
  ClockPtr clock = real_clock();
  /// Makes ids from a prefix, `file-`. Default `random_id`. An id is a blob's name: no two tenants may have the same.
  std::function<std::string(std::string_view prefix)> id = {};
  /// The most bytes of all files of a tenant. Default 100 GiB.
  std::uint64_t max_tenant_bytes = std::uint64_t{100} << 30;
  /// How often files whose time is over are looked for and removed, by `sweep_if_due`. Default 10 min.
  std::chrono::seconds sweep_every = std::chrono::minutes{10};
};

/// A file that is to be made.
struct NewFile {
  std::string filename{};
  FilePurpose purpose = FilePurpose::user_data;
  /// How long it is kept. Default until it is removed.
  std::optional<std::chrono::seconds> expires_after{};
  /// Its id, in place of an earlier file of the tenant with it. Default a new one.
  std::string id{};
};

/// A file and its bytes.
struct OpenFile {
  FileObject file{};
  BlobReaderPtr bytes{};
};

class FileRepository;
/// A file while it is made, piece by piece. Without a `finish` nothing is left of it. **Threads**: one at a time.
class OAICOMPAT_API FileWriter {
 public:
  /// Adds bytes. **Errors**: as `BlobWriter`; 400 with code `file_storage_exceeded` beyond the tenant's bound.
  Result<void> write(std::string_view piece);
  /// How many bytes were added.
  std::uint64_t size() const { return size_; }
  /// Keeps the file. It ends the writing. **Errors**: as `write`, and of the store.
  Result<FileObject> finish();

 private:
  friend class FileRepository;
  FileWriter(std::shared_ptr<FileRepository> to, std::string tenant, NewFile file, BlobWriterPtr out)
      : to_{std::move(to)}, tenant_{std::move(tenant)}, file_{std::move(file)}, out_{std::move(out)} {}

  std::shared_ptr<FileRepository> to_;
  std::string tenant_;
  NewFile file_;
  BlobWriterPtr out_;
  std::uint64_t size_ = 0;
};

/// The files that a server keeps: a record of each in a store, in the collection `files` of its tenant, and its bytes
/// as a blob under its id. Services share one.
///
///     auto files = file_repository({.store = store, .blobs = blobs});
///     auto out = files->create(tenant, {.filename = "a.jsonl", .purpose = FilePurpose::batch_output}).value();
///     while (next_line(line)) out.write(line).value();
///     auto file = out.finish().value();
///     auto part = files->open(tenant, file.id)->bytes->read(0, 65'536);
///
/// A file whose time is over is not there; its bytes go when it is next asked for, or swept.
///
/// **Threads**: safe to use from many, but for `on_removed`. It may block: see `RequestStore`. **Errors**: a file that
/// is not there, or another tenant's, is a 404 that names its id; a blob that is missing, or has lost bytes, a 500 with
/// code `file_unreadable`; others are those of the store and the blobs.
class OAICOMPAT_API FileRepository : public std::enable_shared_from_this<FileRepository> {
 public:
  explicit FileRepository(FileRepositoryOptions options);

  /// A file's record.
  Result<FileObject> find(std::string_view tenant, std::string_view id) const;
  /// A file's record and its bytes.
  Result<OpenFile> open(std::string_view tenant, std::string_view id) const;
  /// A page of a tenant's records; of one purpose, where `range.tags` has `{"purpose", "batch"}`.
  Result<FileList> list(std::string_view tenant, const ListRange& range) const;
  /// Begins a file.
  Result<FileWriter> create(std::string_view tenant, NewFile file);
  /// Makes a file of bytes that are at hand.
  Result<FileObject> create(std::string_view tenant, NewFile file, std::string_view bytes);
  /// Removes a file and its bytes.
  Result<void> remove(std::string_view tenant, std::string_view id) const;
  /// The bytes that a tenant's files take.
  Result<std::uint64_t> bytes_of(std::string_view tenant) const;

  /// Told of each file that was removed, or whose time was over, on the thread that noticed. Given before the first
  /// file is asked for.
  void on_removed(std::function<void(const std::string& tenant, const std::string& id)> told) {
    told_.push_back(std::move(told));
  }
  /// Removes the files of all tenants whose time is over.
  Result<void> sweep() const;
  /// The same, once it is due. Whoever asks anything of the files calls it.
  void sweep_if_due() const;

  const FileRepositoryOptions& options() const { return options_; }

 private:
  friend class FileWriter;
  Result<FileObject> keep(const std::string& tenant, const NewFile& file, std::uint64_t size, BlobWriter& out);
  Result<void> put(const std::string& tenant, const FileObject& file);
  Result<void> put_once(Store& store, const FileObject& file) const;
  Result<void> remove_once(Store& store, std::string_view id) const;
  bool is_over(const FileObject& file) const;

  FileRepositoryOptions options_;
  detail::ExpiryIndex expiring_;
  std::vector<std::function<void(const std::string&, const std::string&)>> told_;
};
using FileRepositoryPtr = std::shared_ptr<FileRepository>;

/// Makes one.
OAICOMPAT_API FileRepositoryPtr file_repository(FileRepositoryOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/files/repository.ipp>
#endif
