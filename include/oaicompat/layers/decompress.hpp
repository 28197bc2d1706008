// decompress: bodies that come compressed.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/content_decoder.hpp>
#include <oaicompat/http/handler.hpp>

namespace oaicompat::inline v1 {

/// A server layer that decompresses request bodies, and takes Content-Encoding off: `gzip`, `deflate`, and `br` and
/// `zstd` where the library was built with them (`content_codings`). Data that is cut short or broken is answered 400
/// (`invalid_encoding`), what grows beyond the options 413 (`request_too_large`), another coding, or several, 415
/// (`unsupported_encoding`) with the known ones. Never writes more than the options allow, whatever a body claims.
OAICOMPAT_API Layer decompress(DecompressOptions options);

/// A client layer that decompresses answers as they come, whether they were asked to be compressed or not. An answer
/// that is broken, that grows beyond the options, or that has a coding this build does not know fails with kind
/// `protocol`; a Content-Encoding that names no compression is left alone.
OAICOMPAT_API Layer decompress_answers(DecompressOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/decompress.ipp>
#endif
