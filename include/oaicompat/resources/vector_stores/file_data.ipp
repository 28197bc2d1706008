// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/vector_stores/blob_cursor.hpp>
#include <oaicompat/resources/vector_stores/file_data.hpp>

#include <array>
#include <cstring>

namespace oaicompat::inline v1::detail {

inline constexpr std::string_view file_data_mark = "oaivs001";

OAICOMPAT_INLINE Result<std::uint64_t> write_file_data(Blobs& blobs, std::string_view name, const FileData& data,
                                                       std::string_view text) {
  auto out = blobs.create();
  if (!out) return out.error();
  std::string head{file_data_mark};
  for (const std::uint64_t number : {std::uint64_t{data.filename.size()}, std::uint64_t{text.size()},
                                     std::uint64_t{data.dimensions}, std::uint64_t{data.chunks.size()}})
    head += little_endian(number);
  head += data.filename;
  std::string places;
  for (const auto& chunk : data.chunks) places += little_endian(chunk.offset) + little_endian(chunk.size);
  std::string vectors(data.vectors.size() * sizeof(float), '\0');
  if (!vectors.empty()) std::memcpy(vectors.data(), data.vectors.data(), vectors.size());
  std::uint64_t written = 0;
  for (const std::string_view part :
       {std::string_view{head}, text, std::string_view{places}, std::string_view{vectors}}) {
    if (auto done = (*out)->write(part); !done) return done.error();
    written += part.size();
  }
  if (auto kept = (*out)->commit(name); !kept) return kept.error();
  return written;
}

OAICOMPAT_INLINE Result<FileData> read_file_data(const BlobReader& blob) {
  BlobCursor from{blob};
  const auto mark = from.take(file_data_mark.size());
  if (!mark) return mark.error();
  if (std::string_view{*mark} != file_data_mark) return corrupt_file_data();
  std::array<std::uint64_t, 4> sizes{};
  for (auto& size : sizes) {
    const auto number = from.number();
    if (!number) return number.error();
    size = *number;
  }
  const auto [name_size, text_size, dimensions, chunks] = sizes;
  FileData out;
  const auto filename = from.take(name_size);
  if (!filename) return filename.error();
  out.filename = std::string{*filename};
  out.text_at = from.at();
  out.text_size = text_size;
  if (text_size > from.left() || dimensions > 1'000'000 || chunks > from.left() / 16) return corrupt_file_data();
  from.skip(text_size);
  out.dimensions = static_cast<std::size_t>(dimensions);
  const auto places = from.take(chunks * 16);
  if (!places) return places.error();
  for (std::size_t i = 0; i < chunks; ++i) {
    const ChunkPlace place{from_little_endian(places->data() + i * 16),
                           from_little_endian(places->data() + i * 16 + 8)};
    if (place.offset > text_size || place.size > text_size - place.offset) return corrupt_file_data();
    out.chunks.push_back(place);
  }
  const auto vectors = from.take(chunks * dimensions * sizeof(float));
  if (!vectors) return vectors.error();
  out.vectors.resize(vectors->size() / sizeof(float));
  if (!out.vectors.empty()) std::memcpy(out.vectors.data(), vectors->data(), vectors->size());
  return out;
}

}  // namespace oaicompat::inline v1::detail
