// Pieces of blobs, for places that keep them so. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/result.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

inline constexpr std::size_t blob_piece = std::size_t{256} << 10;

inline bool is_blob_name(std::string_view name) {
  const auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto allowed = [&](char c) { return plain(c) || c == '-' || c == '_' || c == '.'; };
  return !name.empty() && name.size() <= 200 && plain(name.front()) && std::all_of(name.begin(), name.end(), allowed);
}
inline Error bad_blob_name() { return local_error(ErrorKind::invalid_argument, "This is no name of a blob."); }
inline Error blob_was_committed() {
  return local_error(ErrorKind::invalid_argument, "The blob was committed, or has failed.");
}
inline Error no_such_blob(std::string_view name) {
  return api_error(404, "There is no blob '" + std::string{name} + "'.", "blob_not_found");
}

// Cuts what is written into pieces, of which all but the last are full.
class BlobPieces {
 public:
  /// Gives each piece that is full to `keep`.
  template <class Keep>
  Result<void> add(std::string_view bytes, Keep keep) {
    size_ += bytes.size();
    while (!bytes.empty()) {
      const auto part = bytes.substr(0, blob_piece - last_.size());
      last_.append(part);
      bytes.remove_prefix(part.size());
      if (last_.size() < blob_piece) continue;
      if (auto kept = keep(std::exchange(last_, {})); !kept) return kept;
    }
    return {};
  }
  /// The last piece, which may be empty.
  Bytes& last() { return last_; }
  std::uint64_t size() const { return size_; }

 private:
  Bytes last_;
  std::uint64_t size_ = 0;
};

// A range of a blob of `size` bytes, of which `piece(i)` gives piece i.
template <class Piece>
Result<Bytes> read_pieces(std::uint64_t size, std::uint64_t offset, std::size_t most, Piece piece) {
  Bytes out;
  if (offset >= size) return out;
  const auto end = offset + std::min<std::uint64_t>(most, size - offset);
  out.reserve(static_cast<std::size_t>(end - offset));
  while (offset < end) {
    const auto& bytes = piece(offset / blob_piece);
    if (!bytes) return bytes.error();
    const auto from = static_cast<std::size_t>(offset % blob_piece);
    const auto part = std::string_view{*bytes}.substr(std::min(from, bytes->size()), end - offset);
    if (part.empty()) return api_error(500, "A piece of the blob is not whole.", "store_failed");
    out.append(part);
    offset += part.size();
  }
  return out;
}

}  // namespace oaicompat::inline v1::detail
