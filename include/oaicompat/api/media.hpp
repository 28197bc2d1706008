// BinaryContent: an answer that is bytes and not JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/result.hpp>

#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// Bytes of some media type: speech, the content of a file. A stream of them is one run of bytes in pieces, whose type
/// the first one tells.
struct BinaryContent {
  /// `audio/mpeg`; empty stands for `application/octet-stream`.
  std::string content_type{};
  Bytes body{};

  /// Writes the bytes to a file, in place of an earlier one, whole or not at all. The path is UTF-8. **Errors**: as
  /// `write_file`.
  OAICOMPAT_API Result<void> save(std::string_view path) const;

  bool operator==(const BinaryContent&) const = default;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/media.ipp>
#endif
