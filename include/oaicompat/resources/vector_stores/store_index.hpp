// What is in memory of a vector store in order to search it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/vector_stores/file_data.hpp>
#include <oaicompat/resources/vector_stores/types.hpp>
#include <oaicompat/search/attribute_filter.hpp>
#include <oaicompat/search/keyword_index.hpp>
#include <oaicompat/search/vector_index.hpp>
#include <oaicompat/stores/blobs.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

namespace oaicompat::inline v1::detail {

// A file as the records have it.
struct ListedFile {
  std::string id{}, blob{};
  Maybe<FileAttributes> attributes{};
};

// How much meaning and words count, where both do.
struct HybridWeights {
  double meaning = 1, words = 0;
};

struct IndexSearch {
  std::vector<std::vector<float>> queries{};
  std::vector<std::string> texts{};  // the same queries as they were asked
  std::optional<HybridWeights> hybrid{};
  std::size_t most = 10;
  std::optional<AttributeFilter> filter{};
  double threshold = 0;
};

// **Threads**: safe to use from many.
class OAICOMPAT_API StoreIndex {
 public:
  // Without `keywords` texts are not found by their words.
  StoreIndex(BlobsPtr blobs, MakeVectorIndex make, MakeKeywordIndex keywords)
      : blobs_{std::move(blobs)}, make_{std::move(make)}, make_keywords_{std::move(keywords)} {}

  // Which revision of the content it has.
  std::uint64_t version() const;
  // Takes in what is new, and leaves out what is gone.
  Result<void> update(std::uint64_t version, const std::vector<ListedFile>& files);
  Result<std::vector<VectorStoreSearchResult>> search(const IndexSearch& wanted) const;

 private:
  struct IndexedFile {
    std::string id{}, filename{};
    std::uint64_t text_at = 0;
    Maybe<FileAttributes> attributes{};
    AttributeMap compared{};
    std::vector<std::uint32_t> entries{};
  };
  struct Entry {
    std::string blob{};  // the key in `files_`
    ChunkPlace place{};
  };
  Result<void> take_in(const ListedFile& file);
  Result<void> take_words(const BlobReader& blob, const FileData& data);
  Result<std::vector<SearchHit>> ranked(const IndexSearch& wanted, const AcceptEntry& accept) const;
  Result<std::vector<SearchHit>> fused(const IndexSearch& wanted, const AcceptEntry& accept) const;
  void leave_out(const std::string& blob);
  Result<VectorStoreSearchResult> result_of(const SearchHit& hit) const;

  BlobsPtr blobs_;
  MakeVectorIndex make_;
  MakeKeywordIndex make_keywords_;
  mutable std::shared_mutex mutex_;
  std::uint64_t version_ = 0;
  VectorIndexPtr vectors_;
  KeywordIndexPtr keywords_;
  std::map<std::string, IndexedFile> files_;  // by the blob
  std::map<std::uint32_t, Entry> entries_;
  std::uint32_t next_ = 0;
};

// The attributes as a filter compares them.
OAICOMPAT_API AttributeMap compared_attributes(const Maybe<FileAttributes>& attributes);
// A filter of a request. **Errors**: 400 at `filters`.
OAICOMPAT_API Result<AttributeFilter> filter_of(const SearchFilter& filter);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/vector_stores/store_index.ipp>
#endif
