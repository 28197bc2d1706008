// What is kept of a file that was read into a vector store: its text, its chunks and their vectors, as a blob.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/stores/blobs.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1::detail {

// A chunk, as a part of the text.
struct ChunkPlace {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

struct FileData {
  std::string filename{};
  std::uint64_t text_at = 0, text_size = 0;  // in the blob
  std::size_t dimensions = 0;
  std::vector<ChunkPlace> chunks{};
  std::vector<float> vectors{};  // of all chunks, one after the other
};

// Writes one. Gives the bytes that it takes.
OAICOMPAT_API Result<std::uint64_t> write_file_data(Blobs& blobs, std::string_view name, const FileData& data,
                                                    std::string_view text);
// Reads one, but its text.
OAICOMPAT_API Result<FileData> read_file_data(const BlobReader& blob);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/vector_stores/file_data.ipp>
#endif
