// ContentDecoder: undoes the compression of a body, some of it at a time.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/config.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// The bounds of decompression: it is hostile input. Zero switches a bound off.
struct DecompressOptions {
  /// The most bytes that a compressed body may decompress to. Default 64 MiB.
  std::size_t max_bytes = std::size_t{64} << 20;
  /// The most times its own size that a body may decompress to, once it is larger than `ratio_floor`. Default 100.
  std::size_t max_ratio = 100;
  /// Up to how many decompressed bytes any ratio is allowed: short texts may repeat themselves. Default 1 MiB.
  std::size_t ratio_floor = std::size_t{1} << 20;
  /// The largest window of a zstd frame: how much memory one needs to read it. Default 8 MiB, as RFC 9659 says.
  std::size_t max_window_bytes = std::size_t{8} << 20;
};

/// Undoes one content coding (RFC 9110, section 8.4.1). **Threads**: one at a time.
class ContentDecoder {
 public:
  virtual ~ContentDecoder() = default;
  /// Decodes from the front of `in`, and takes off what it has read. Gives how many bytes it wrote to `out`: fewer than
  /// `room` only once all of `in` is read. Nothing when the data is broken.
  virtual std::optional<std::size_t> decode(std::string_view& in, char* out, std::size_t room) = 0;
  /// Whether the body may end after what was read.
  virtual bool at_end() const = 0;
};
using ContentDecoderPtr = std::unique_ptr<ContentDecoder>;

/// The codings that this build knows, as `Accept-Encoding` lists them: `gzip, deflate, br, zstd`. The last two need
/// libbrotlidec and libzstd.
OAICOMPAT_API std::string_view content_codings();
/// The decoder for a coding; null for one that this build does not know.
OAICOMPAT_API ContentDecoderPtr content_decoder(std::string_view coding, const DecompressOptions& options = {});
/// Whether a word names a coding that compresses, known to this build or not.
OAICOMPAT_API bool is_compression(std::string_view coding);

namespace detail {

/// The most bytes that a body of this size may decompress to.
OAICOMPAT_API std::size_t most_decompressed(const DecompressOptions& options, std::size_t body_size);

}  // namespace detail

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/http/content_decoder.ipp>
#endif
