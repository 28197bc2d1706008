// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/content_decoder.hpp>
#include <oaicompat/http/headers.hpp>

#include <zlib.h>
#if OAICOMPAT_ZSTD
#include <zstd.h>
#endif
#if OAICOMPAT_BROTLI
#include <brotli/decode.h>
#endif

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <iterator>
#include <limits>

namespace oaicompat::inline v1 {
namespace detail {

// gzip and deflate. A gzip body may be several members one after the other.
class ZlibDecoder final : public ContentDecoder {
 public:
  enum class Form { gzip, deflate };
  explicit ZlibDecoder(Form form) : form_{form} {}
  ZlibDecoder(const ZlibDecoder&) = delete;
  ZlibDecoder& operator=(const ZlibDecoder&) = delete;
  ~ZlibDecoder() override {
    if (begun_) inflateEnd(&zip_);
  }

  std::optional<std::size_t> decode(std::string_view& in, char* out, std::size_t room) override {
    std::size_t made = 0;
    if (!begun_ && !begin(in)) return in.empty() ? std::optional<std::size_t>{0} : std::nullopt;
    while (made < room && !(in.empty() && at_end_)) {
      if (at_end_ && inflateReset(&zip_) != Z_OK) return std::nullopt;
      at_end_ = false;
      const auto told = step(in, out + made, room - made, made);
      if (told == Z_BUF_ERROR && in.empty()) break;  // it waits for more
      if (told != Z_OK && told != Z_STREAM_END) return std::nullopt;
      at_end_ = told == Z_STREAM_END;
    }
    return made;
  }
  bool at_end() const override { return at_end_; }

 private:
  // `deflate` means the zlib form; some senders leave its frame out. The first two bytes tell.
  bool begin(std::string_view& in) {
    for (; seen_ < 2 && !in.empty(); in.remove_prefix(1)) first_[seen_++] = static_cast<unsigned char>(in.front());
    if (seen_ < 2) return at_end_ = seen_ == 0, false;
    constexpr int with_gzip = 16, largest_window = 15;
    const bool framed = (first_[0] & 0x0Fu) == Z_DEFLATED && (first_[0] * 256u + first_[1]) % 31 == 0;
    const int window = form_ == Form::gzip ? largest_window + with_gzip : framed ? largest_window : -largest_window;
    if (inflateInit2(&zip_, window) != Z_OK) return false;
    begun_ = true;
    at_end_ = false;
    return true;
  }
  int step(std::string_view& in, char* out, std::size_t room, std::size_t& made) {
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    const bool opening = read_ < seen_;  // the bytes that told the form come first
    const auto from = opening ? std::string_view{reinterpret_cast<const char*>(first_) + read_, seen_ - read_} : in;
    zip_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(from.data()));
    zip_.avail_in = static_cast<uInt>(std::min(from.size(), most));
    zip_.next_out = reinterpret_cast<Bytef*>(out);
    zip_.avail_out = static_cast<uInt>(std::min(room, most));
    const auto given = zip_.avail_in, open = zip_.avail_out;
    const int told = inflate(&zip_, Z_NO_FLUSH);
    opening ? void(read_ += given - zip_.avail_in) : in.remove_prefix(given - zip_.avail_in);
    made += open - zip_.avail_out;
    return opening && told == Z_BUF_ERROR ? Z_OK : told;
  }

  const Form form_;
  z_stream zip_{};
  unsigned char first_[2]{};
  std::size_t seen_ = 0, read_ = 0;
  bool begun_ = false, at_end_ = true;
};

#if OAICOMPAT_ZSTD
// A body may be several frames.
class ZstdDecoder final : public ContentDecoder {
 public:
  explicit ZstdDecoder(std::size_t max_window) : zip_{ZSTD_createDCtx()} {
    const auto bounds = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax);
    const auto log = max_window == 0 ? bounds.upperBound : static_cast<int>(std::bit_width(max_window)) - 1;
    if (zip_) ZSTD_DCtx_setParameter(zip_, ZSTD_d_windowLogMax, std::clamp(log, bounds.lowerBound, bounds.upperBound));
  }
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;
  ~ZstdDecoder() override { ZSTD_freeDCtx(zip_); }

  std::optional<std::size_t> decode(std::string_view& in, char* out, std::size_t room) override {
    if (!zip_) return std::nullopt;
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out, room, 0};
    while (to.pos < room && !(from.pos == from.size && at_end_)) {
      const auto read = from.pos, made = to.pos;
      const auto told = ZSTD_decompressStream(zip_, &to, &from);
      if (ZSTD_isError(told)) return std::nullopt;
      at_end_ = told == 0;
      if (from.pos == read && to.pos == made && !at_end_) break;
    }
    in.remove_prefix(from.pos);
    return to.pos;
  }
  bool at_end() const override { return at_end_; }

 private:
  ZSTD_DCtx* zip_;
  bool at_end_ = true;
};
#endif

#if OAICOMPAT_BROTLI
// Its window is 16 MiB at most: larger ones are an extension that is off.
class BrotliDecoder final : public ContentDecoder {
 public:
  BrotliDecoder() : zip_{BrotliDecoderCreateInstance(nullptr, nullptr, nullptr)} {}
  BrotliDecoder(const BrotliDecoder&) = delete;
  BrotliDecoder& operator=(const BrotliDecoder&) = delete;
  ~BrotliDecoder() override {
    if (zip_) BrotliDecoderDestroyInstance(zip_);
  }

  std::optional<std::size_t> decode(std::string_view& in, char* out, std::size_t room) override {
    if (!zip_) return std::nullopt;
    if (in.empty() && at_end_) return 0;
    if (ended_) return std::nullopt;  // something follows the end
    auto available = in.size(), left = room;
    auto* from = reinterpret_cast<const std::uint8_t*>(in.data());
    auto* to = reinterpret_cast<std::uint8_t*>(out);
    const auto told = BrotliDecoderDecompressStream(zip_, &available, &from, &left, &to, nullptr);
    in.remove_prefix(in.size() - available);
    at_end_ = ended_ = told == BROTLI_DECODER_RESULT_SUCCESS;
    if (told == BROTLI_DECODER_RESULT_ERROR || (ended_ && !in.empty())) return std::nullopt;
    return room - left;
  }
  bool at_end() const override { return at_end_; }

 private:
  BrotliDecoderState* zip_;
  bool at_end_ = true, ended_ = false;
};
#endif

OAICOMPAT_INLINE std::size_t most_decompressed(const DecompressOptions& options, std::size_t body_size) {
  constexpr auto no_limit = std::numeric_limits<std::size_t>::max() / 4;
  const auto most = options.max_bytes == 0 ? no_limit : std::min(options.max_bytes, no_limit);
  if (options.max_ratio == 0) return most;
  const auto grown = body_size > no_limit / options.max_ratio ? no_limit : body_size * options.max_ratio;
  return std::min(most, std::max(options.ratio_floor, grown));
}

}  // namespace detail

OAICOMPAT_INLINE std::string_view content_codings() {
#if OAICOMPAT_ZSTD && OAICOMPAT_BROTLI
  return "gzip, deflate, br, zstd";
#elif OAICOMPAT_ZSTD
  return "gzip, deflate, zstd";
#elif OAICOMPAT_BROTLI
  return "gzip, deflate, br";
#else
  return "gzip, deflate";
#endif
}

OAICOMPAT_INLINE ContentDecoderPtr content_decoder(std::string_view coding,
                                                   [[maybe_unused]] const DecompressOptions& options) {
  using Form = detail::ZlibDecoder::Form;
  if (iequals(coding, "gzip") || iequals(coding, "x-gzip")) return std::make_unique<detail::ZlibDecoder>(Form::gzip);
  if (iequals(coding, "deflate")) return std::make_unique<detail::ZlibDecoder>(Form::deflate);
#if OAICOMPAT_ZSTD
  if (iequals(coding, "zstd")) return std::make_unique<detail::ZstdDecoder>(options.max_window_bytes);
#endif
#if OAICOMPAT_BROTLI
  if (iequals(coding, "br")) return std::make_unique<detail::BrotliDecoder>();
#endif
  return nullptr;
}

OAICOMPAT_INLINE bool is_compression(std::string_view coding) {
  constexpr std::array<std::string_view, 9> words{"gzip", "x-gzip",   "deflate",    "br", "zstd",
                                                  "dcb",  "compress", "x-compress", "dcz"};
  return std::any_of(words.begin(), words.end(), [&](auto word) { return iequals(word, coding); });
}

}  // namespace oaicompat::inline v1
