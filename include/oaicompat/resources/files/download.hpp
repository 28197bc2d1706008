// The bytes of a file as an answer, or the part of them that a `Range` asks for. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/media.hpp>
#include <oaicompat/base/headers.hpp>
#include <oaicompat/base/stream.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/resources/files/repository.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

// Bytes from `from` up to `to`, which is not one of them.
struct ByteRange {
  std::uint64_t from = 0, to = 0;
  bool operator==(const ByteRange&) const = default;
};
// What `bytes=100-199` asks for of so many bytes; nothing where all are to be sent, as there is no range, or several,
// or none that can be read. **Errors**: 416.
OAICOMPAT_API Result<std::optional<ByteRange>> range_in(std::string_view field, std::uint64_t size);

// `attachment; filename="a.txt"; filename*=UTF-8''%C3%A4.txt`
OAICOMPAT_API std::string disposition_of(std::string_view filename);

// A file that is sent, piece by piece.
class OAICOMPAT_API FileDownload {
 public:
  // The head's fields of what `range` asks for. **Errors**: 416, and of the blob.
  Result<Headers> begin(OpenFile file, std::string_view range);
  // The next piece: the first one is given even if it is empty.
  Result<BinaryContent> next();
  bool ended() const { return range_.from == range_.to; }

 private:
  OpenFile file_;
  std::string type_;
  ByteRange range_;
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/files/download.ipp>
#endif
