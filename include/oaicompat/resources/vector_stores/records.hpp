// The records of a tenant's vector stores, their files and batches.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/vector_stores/store_index.hpp>
#include <oaicompat/resources/vector_stores/types.hpp>
#include <oaicompat/stores/store.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

// A record as what it holds, and where it comes from.
template <class T>
struct FoundRecord {
  T value{};
  std::uint64_t revision = Change::absent;
  std::string batch{};      // of a file: the batch that it was added with
  std::string blob{};       // of a file: what was read of it
  std::string principal{};  // of a file: who added it
};

// A file that is to be added, by whom, and the blob for what is read of it, whose name is new.
struct AddedFile {
  BatchedFile file{};
  std::string blob{};
  std::string principal{};
};

// The end of the reading of a file.
struct FileOutcome {
  VectorStoreFileStatus status = VectorStoreFileStatus::completed;
  std::optional<VectorStoreFileError> error{};
  std::int64_t usage_bytes = 0;
};

// The counts of a store and of a batch change in one write with the state of a file.
class OAICOMPAT_API VectorStoreRecords {
 public:
  VectorStoreRecords(StorePtr store, std::int64_t now) : store_{std::move(store)}, now_{now} {}

  Result<FoundRecord<VectorStore>> find(std::string_view id) const;
  Result<FoundRecord<VectorStoreFile>> find_file(std::string_view store, std::string_view file) const;
  Result<FoundRecord<VectorStoreFileBatch>> find_batch(std::string_view store, std::string_view batch) const;

  // Makes a store with its first files.
  Result<void> create(const VectorStore& made, const std::vector<AddedFile>& files) const;
  // Changes what `change` changes of a store.
  template <class F>
  Result<VectorStore> edit(std::string_view id, F change) const;
  // Adds files, in place of earlier ones, which are told. What is in progress or completed stays where `batch` is
  // empty.
  Result<void> add(std::string_view store, const std::vector<AddedFile>& files, const VectorStoreFileBatch* batch,
                   std::vector<std::string>& dropped) const;
  // False where the file is no longer being read into this blob.
  Result<bool> finish(std::string_view store, std::string_view file, const std::string& blob,
                      const FileOutcome& outcome) const;
  Result<VectorStoreFile> relabel(std::string_view store, std::string_view file,
                                  const Maybe<FileAttributes>& attributes) const;
  // Takes a file out and gives its blob.
  Result<std::string> take_out(std::string_view store, std::string_view file) const;
  Result<VectorStoreFileBatch> cancel(std::string_view store, std::string_view batch) const;
  // All files, of a state and a batch.
  Result<std::vector<FoundRecord<VectorStoreFile>>> files(std::string_view store, std::string_view status = {},
                                                          std::string_view batch = {}) const;
  // The revision of what is to be found; 0 where there never was anything.
  Result<std::uint64_t> content_version(std::string_view store) const;
  // The model and the dimensions of a store's vectors: what is kept, or else `wanted`, which is kept from then on.
  Result<std::string> vector_space(std::string_view store, const std::string& wanted) const;
  Result<std::string> vector_space(std::string_view store) const;

  const StorePtr& store() const { return store_; }
  static std::string files_in(std::string_view store) { return "vector_stores/" + std::string{store} + "/files"; }
  static std::string batches_in(std::string_view store) { return "vector_stores/" + std::string{store} + "/batches"; }

 private:
  VectorStoreFile new_file(std::string_view store, const BatchedFile& file) const;

  StorePtr store_;
  std::int64_t now_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/vector_stores/records.ipp>
#endif
