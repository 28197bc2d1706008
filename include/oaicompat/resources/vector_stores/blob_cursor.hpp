// BlobCursor: reads a blob of numbers and texts from its begin on.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/stores/blobs.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace oaicompat::inline v1::detail {

// Numbers of 8 bytes, the lowest first.
inline std::string little_endian(std::uint64_t number) {
  std::string out(8, '\0');
  for (auto& byte : out) byte = static_cast<char>(number & 0xFF), number >>= 8;
  return out;
}
inline std::uint64_t from_little_endian(const char* bytes) {
  std::uint64_t out = 0;
  for (int i = 8; i-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes[i]);
  return out;
}
inline Error corrupt_file_data() {
  return api_error(500, "What was read of a file is damaged.", "vector_data_unreadable");
}

// Reads a blob from its begin on; what is missing makes it fail.
class BlobCursor {
 public:
  explicit BlobCursor(const BlobReader& blob) : blob_{blob} {}
  Result<Bytes> take(std::uint64_t size) {
    if (size > blob_.size() - at_) return corrupt_file_data();
    Bytes out;
    while (out.size() < size) {
      auto piece = blob_.read(at_, static_cast<std::size_t>(size - out.size()));
      if (!piece) return piece.error();
      if (piece->empty()) return corrupt_file_data();
      at_ += piece->size();
      out.append(*piece);
    }
    return out;
  }
  Result<std::uint64_t> number() {
    const auto bytes = take(8);
    if (!bytes) return bytes.error();
    return from_little_endian(bytes->data());
  }
  void skip(std::uint64_t size) { at_ += size; }
  std::uint64_t at() const { return at_; }
  std::uint64_t left() const { return blob_.size() - at_; }

 private:
  const BlobReader& blob_;
  std::uint64_t at_ = 0;
};

}  // namespace oaicompat::inline v1::detail
