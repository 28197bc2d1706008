// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/words.hpp>
#include <oaicompat/layers/decompress.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

enum class Decompressed { whole, too_large, broken };

// Decompresses all of `in`. The buffer doubles, up to one byte more than allowed, so that too much shows.
inline Decompressed decompress_whole(ContentDecoder& decoder, std::string_view in, std::size_t most, Bytes& out) {
  constexpr std::size_t least_room = std::size_t{16} << 10;
  out.clear();
  std::size_t used = 0;
  for (;;) {
    out.resize(std::min(std::max({least_room, 2 * used, 2 * in.size()}), most + 1));
    const auto made = decoder.decode(in, out.data() + used, out.size() - used);
    if (!made) return Decompressed::broken;
    used += *made;
    if (used > most) return Decompressed::too_large;
    if (used < out.size()) break;
  }
  out.resize(used);
  return decoder.at_end() ? Decompressed::whole : Decompressed::broken;
}

inline Answer cannot_decompress(Decompressed why, const DecompressOptions& options, std::size_t most) {
  if (why == Decompressed::too_large) {
    const bool by_ratio = options.max_bytes == 0 || most < options.max_bytes;
    const auto message = by_ratio ? fmt::format(
                                        "The request body decompresses to more than {} bytes, which is more "
                                        "than {} times its size.",
                                        most, options.max_ratio)
                                  : fmt::format("The request body is larger than {} bytes.", most);
    return error_answer(api_error(413, message, "request_too_large"));
  }
  return error_answer(api_error(400, "The request body is not what its Content-Encoding says.", "invalid_encoding"));
}

inline Answer unsupported_coding(std::string_view coding) {
  const auto message = fmt::format("The request's Content-Encoding '{}' is not supported. Supported are: {}.",
                                   coding.substr(0, 64), content_codings());
  return refusal(api_error(415, message, "unsupported_encoding"),
                 {{"accept-encoding", std::string{content_codings()}}});
}

// Decompresses an answer, a bounded piece a pull.
class DecompressedAnswer final : public WrappedAnswer {
 public:
  DecompressedAnswer(Answer inner, DecompressOptions options) : WrappedAnswer{std::move(inner)}, options_{options} {}

  Pull pull(Part& out) override {
    for (;;) {
      if (error_) return Pull::fail;
      if (has_more_) {
        if (const auto got = next_piece(out)) return *got;
      }
      const auto got = inner_->pull(out);
      if (got == Pull::end && decoder_ && !decoder_->at_end()) return broken("it is cut off");
      if (got != Pull::some) return got;
      if (auto* head = std::get_if<Head>(&out)) return take_head(*head);
      if (!decoder_) return got;
      input_ = std::get<Bytes>(std::move(out));
      rest_ = input_;
      came_ += input_.size();
      has_more_ = !rest_.empty();
    }
  }
  Error error() const override { return error_ ? *error_ : inner_->error(); }

 private:
  Pull take_head(Head& head) {
    const auto coding = std::string{trimmed(head.headers.get("content-encoding"))};
    if (head.status == 101 || coding.empty()) return Pull::some;
    decoder_ = content_decoder(coding, options_);
    if (!decoder_ && (is_compression(coding) || coding.find(',') != coding.npos))
      return fail("unsupported_encoding", fmt::format("The answer has the Content-Encoding '{}'; supported are: {}.",
                                                      coding.substr(0, 64), content_codings()));
    if (!decoder_) return Pull::some;
    head.headers.remove("content-encoding");
    head.headers.remove("content-length");
    return Pull::some;
  }
  // Nothing once all that came is decompressed.
  std::optional<Pull> next_piece(Part& out) {
    constexpr std::size_t room = std::size_t{64} << 10;
    auto* bytes = std::get_if<Bytes>(&out);
    if (!bytes) bytes = &out.emplace<Bytes>();
    bytes->resize(room);
    const auto made = decoder_->decode(rest_, bytes->data(), room);
    if (!made) return broken("it is not what its Content-Encoding says");
    given_ += *made;
    if (given_ > most_decompressed(options_, came_))
      return fail("answer_too_large", fmt::format("The answer of {} bytes decompresses to too many.", came_));
    has_more_ = *made == room || !rest_.empty();
    bytes->resize(*made);
    return bytes->empty() ? std::nullopt : std::optional{Pull::some};
  }
  Pull broken(std::string_view how) { return fail("invalid_encoding", fmt::format("The answer is broken: {}.", how)); }
  Pull fail(std::string code, std::string message) {
    error_ = local_error(ErrorKind::protocol, std::move(message), std::move(code));
    return Pull::fail;
  }

  const DecompressOptions options_;
  ContentDecoderPtr decoder_;
  Bytes input_;
  std::string_view rest_;
  std::size_t came_ = 0, given_ = 0;
  bool has_more_ = false;
  std::optional<Error> error_;
};

// The body as it was before it was coded; the answer where it cannot be had, else null.
inline Answer decompress_body(Request& request, const DecompressOptions& options) {
  const auto coding = trimmed(request.headers.get("content-encoding"));
  if (coding.empty() || iequals(coding, "identity") || request.body.empty()) return nullptr;
  const auto decoder = content_decoder(coding, options);
  if (!decoder) return unsupported_coding(coding);
  Bytes body;
  const auto most = most_decompressed(options, request.body.size());
  const auto how = decompress_whole(*decoder, request.body.view(), most, body);
  if (how != Decompressed::whole) return cannot_decompress(how, options, most);
  request.body = std::move(body);
  if (request.headers.has("content-length")) {
    request.headers.set("content-length", std::to_string(request.body.size()));
  }
  return nullptr;
}

}  // namespace detail

OAICOMPAT_INLINE Layer decompress(DecompressOptions options) {
  return [options](Handler inner) -> Handler {
    return [options, inner = std::move(inner)](Request&& request) -> Answer {
      if (auto refused = detail::decompress_body(request, options)) return refused;
      request.headers.remove("content-encoding");
      return inner(std::move(request));
    };
  };
}

OAICOMPAT_INLINE Layer decompress_answers(DecompressOptions options) {
  return [options](Handler inner) -> Handler {
    return [options, inner = std::move(inner)](Request&& request) -> Answer {
      auto answer = inner(std::move(request));
      return answer ? std::make_unique<detail::DecompressedAnswer>(std::move(answer), options) : Answer{};
    };
  };
}

}  // namespace oaicompat::inline v1
