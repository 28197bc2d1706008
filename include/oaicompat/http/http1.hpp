// HTTP/1: heads and chunked bodies between bytes and values, with no I/O. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/request.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// The head of a request, as it stands on the wire.
struct RequestHead {
  std::string method, target;
  int minor = 1;  ///< HTTP/1.minor
  Headers headers;
};

/// The head of an answer, as it stands on the wire.
struct AnswerHead {
  int status = 0;
  int minor = 1;  ///< HTTP/1.minor
  Headers headers;
};

/// How the end of a body is known.
struct Framing {
  enum class Kind { none, length, chunked, until_close };
  Kind kind = Kind::none;
  std::uint64_t length = 0;
};

/// Looks for the end of a head in bytes that come piece by piece. Lines end with CRLF, nothing else.
class OAICOMPAT_API HeadScanner {
 public:
  enum class State { incomplete, complete, malformed };
  /// `bytes` is all that has come since the head began.
  State scan(std::string_view bytes);
  /// Once complete: the length of the head with its empty line.
  std::size_t size() const { return line_; }

 private:
  std::size_t line_ = 0, at_ = 0;  // where the current line begins, and how far it has been looked through
};

/// Reads a complete head. Strict where doubt would let two readers see two different requests.
/// **Errors**: an `Error` with the status to answer: 400, or 505 for a version that is not 1.x.
OAICOMPAT_API Result<RequestHead> parse_request_head(std::string_view head);

/// How the body of a request ends. **Errors**: 400 when its fields contradict each other, 501 for an unknown coding.
OAICOMPAT_API Result<Framing> request_framing(const RequestHead& head);

/// Reads a complete head of an answer, an interim one (1xx) too. The reason may be missing, with the blank before it;
/// a folded field becomes one line. **Errors**: `protocol`.
OAICOMPAT_API Result<AnswerHead> parse_answer_head(std::string_view head);

/// How the body of an answer to a request of that method ends. **Errors**: `protocol` when its fields contradict each
/// other, stand there twice, or name a length or a coding that is none.
OAICOMPAT_API Result<Framing> answer_framing(const AnswerHead& head, std::string_view method);

/// What is wrong with the Host fields, if something is: HTTP/1.1 needs one. **Errors**: 400.
OAICOMPAT_API std::optional<Error> wrong_host(const RequestHead& head);

/// Moves a head into the request that it stands for; of a target in absolute form the path and query count.
OAICOMPAT_API void take_head(RequestHead head, Request& request);

/// Whether the peer wants the connection to go on after a request of HTTP/1.minor.
OAICOMPAT_API bool wants_keep_alive(const Headers& headers, int minor);

/// The id for the answer to a request that no handler sees: the caller's, or a new one.
OAICOMPAT_API std::string id_for_refusal(const Headers& headers);
/// `error_answer` with that `x-request-id`.
OAICOMPAT_API Answer error_answer_with_id(const Error& error, std::string id);

/// Whether one of a field's comma-separated words is this one, in all fields of that name.
OAICOMPAT_API bool has_word(const Headers& headers, std::string_view name, std::string_view word);

/// A decimal number of bytes; nothing for anything else.
OAICOMPAT_API std::optional<std::uint64_t> parse_length(std::string_view text);

/// Takes a chunked body apart.
class OAICOMPAT_API ChunkedDecoder {
 public:
  enum class State { more, done, malformed, too_large };
  /// Takes bytes from the front of `in`, appending the body's to `out` as long as it stays within `limit`.
  State decode(std::string_view& in, Bytes& out, std::size_t limit);

 private:
  enum class At { size, data, data_end, trailer };
  bool collect_line(std::string_view& in);
  State end_line();

  At at_ = At::size;
  std::uint64_t left_ = 0;
  std::string line_;
  std::size_t trailer_bytes_ = 0;
  bool done_ = false;
};

/// Whether the answer to such a request may have a body.
OAICOMPAT_API bool may_have_body(int status, std::string_view method);

/// Writes the head of an answer: its own fields but those which belong to the connection, then `framing`'s, `Date`, and
/// `Connection` where it is needed. No value can break out of its line.
OAICOMPAT_API void write_answer_head(Bytes& out, const Head& head, const Framing& framing, int minor, bool keep_alive);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/http/http1.ipp>
#include <oaicompat/http/http1_answer.ipp>
#endif
