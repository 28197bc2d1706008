// decompress: request bodies that come compressed.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <cstddef>

namespace oaicompat::inline v1 {

/// How the decompress layer behaves.
struct DecompressOptions {
  /// The largest body that a compressed one may unfold to; a larger one is answered 413. Zero for no limit. Default
  /// 64 MiB, in bytes.
  std::size_t max_bytes = std::size_t{64} << 20;
};

/// A server layer that unfolds request bodies whose Content-Encoding is `gzip` or `deflate` (RFC 9110, section 8.4.1),
/// and takes that header off. Data that is cut short or broken is answered 400 (`invalid_encoding`), another encoding,
/// or several, 415 (`unsupported_encoding`). Never unfolds more than `max_bytes`, whatever the body claims.
OAICOMPAT_API Layer decompress(DecompressOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/layer_decompress.ipp>
#endif
