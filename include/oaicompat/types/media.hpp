// Media: an answer that is bytes and not JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>

#include <string>

namespace oaicompat::inline v1 {

/// Bytes of some media type: speech, the content of a file. A stream of them is one run of bytes in pieces, whose type
/// the first one tells.
struct Media {
  /// `audio/mpeg`; empty stands for `application/octet-stream`.
  std::string content_type{};
  Bytes body{};
  bool operator==(const Media&) const = default;
};

}  // namespace oaicompat::inline v1
