// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/decompress.hpp>
#include <oaicompat/layers/words.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

enum class Unfolded { whole, too_large, broken };

// The window bits that tell zlib which form to expect.
enum class FoldedAs { gzip = 15 + 16, zlib = 15, raw = -15 };

class Inflater {
 public:
  explicit Inflater(FoldedAs form) : ready_{inflateInit2(&zip_, static_cast<int>(form)) == Z_OK} {}
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (ready_) inflateEnd(&zip_);
  }

  // Unfolds all of `in`: a gzip body may be several members one after the other.
  Unfolded run(std::string_view in, std::size_t most, Bytes& out) {
    std::size_t used = 0;
    const auto how = ready_ ? fill(in, most, out, used) : Unfolded::broken;
    out.resize(used);
    return how;
  }

 private:
  Unfolded fill(std::string_view in, std::size_t most, Bytes& out, std::size_t& used) {
    for (;;) {
      if (zip_.avail_in == 0) take_input(in);
      // One byte more than allowed, so that too much shows; doubling, so that many small members cost little.
      if (used == out.size()) {
        out.resize(std::min(std::max({least_room, 2 * used, 2 * std::size_t{zip_.avail_in}}), most + 1));
      }
      const int told = step(out, used);
      if (used > most) return Unfolded::too_large;
      if (told == Z_STREAM_END && in.empty() && zip_.avail_in == 0) return Unfolded::whole;
      if (told == Z_STREAM_END ? inflateReset(&zip_) != Z_OK : told != Z_OK) return Unfolded::broken;
    }
  }
  void take_input(std::string_view& in) {
    const auto n = std::min<std::size_t>(in.size(), std::numeric_limits<uInt>::max());
    zip_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    zip_.avail_in = static_cast<uInt>(n);
    in.remove_prefix(n);
  }
  int step(Bytes& out, std::size_t& used) {
    const auto room = static_cast<uInt>(std::min<std::size_t>(out.size() - used, std::numeric_limits<uInt>::max()));
    zip_.next_out = reinterpret_cast<Bytef*>(out.data() + used);
    zip_.avail_out = room;
    const int told = inflate(&zip_, Z_NO_FLUSH);
    used += room - zip_.avail_out;
    return told;
  }

  static constexpr std::size_t least_room = std::size_t{16} << 10;
  z_stream zip_{};
  bool ready_;
};

inline Unfolded unfold(std::string_view in, FoldedAs form, std::size_t most, Bytes& out) {
  out.clear();
  return Inflater{form}.run(in, most, out);
}

// `deflate` means the zlib form; some senders leave its frame out.
inline Unfolded unfold(std::string_view in, std::string_view encoding, std::size_t most, Bytes& out) {
  if (!same_word(encoding, "deflate")) return unfold(in, FoldedAs::gzip, most, out);
  const auto as_zlib = unfold(in, FoldedAs::zlib, most, out);
  return as_zlib == Unfolded::broken ? unfold(in, FoldedAs::raw, most, out) : as_zlib;
}

inline Answer cannot_unfold(Unfolded why, std::size_t most) {
  if (why == Unfolded::too_large) {
    const auto message = fmt::format("The request body is larger than {} bytes.", most);
    return error_answer(api_error(413, message, "request_too_large"));
  }
  return error_answer(api_error(400, "The request body is not what its Content-Encoding says.", "invalid_encoding"));
}

}  // namespace detail

OAICOMPAT_INLINE Layer decompress(DecompressOptions options) {
  constexpr auto no_limit = std::numeric_limits<std::size_t>::max() / 4;
  return [most = options.max_bytes == 0 ? no_limit : std::min(options.max_bytes, no_limit)](Handler inner) -> Handler {
    return [most, inner = std::move(inner)](Request request) -> Answer {
      const auto encoding = detail::trimmed(request.headers.get("content-encoding"));
      const bool plain = encoding.empty() || same_word(encoding, "identity");
      if (!plain && !request.body.empty()) {
        if (!same_word(encoding, "gzip") && !same_word(encoding, "x-gzip") && !same_word(encoding, "deflate")) {
          const auto error = api_error(415, "The request's Content-Encoding is not supported.", "unsupported_encoding");
          return detail::refusal(error, {{"accept-encoding", "gzip, deflate"}});
        }
        Bytes body;
        const auto how = detail::unfold(request.body.view(), encoding, most, body);
        if (how != detail::Unfolded::whole) return detail::cannot_unfold(how, most);
        request.body = std::move(body);
        if (request.headers.has("content-length")) {
          request.headers.set("content-length", std::to_string(request.body.size()));
        }
      }
      request.headers.remove("content-encoding");
      return inner(std::move(request));
    };
  };
}

}  // namespace oaicompat::inline v1
