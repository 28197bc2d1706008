// ResponseReader: HTTP/1 as a client speaks it, heads of requests to bytes and answers from bytes, with no I/O. Not
// part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/http1.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// Writes the head of a request that is sendable: its fields but the transport's own, and those that it lacks. `host`
/// is the value of Host.
OAICOMPAT_API void write_request_head(Bytes& out, const Request& request, std::string_view host);

/// Reads one answer from bytes that come piece by piece, and gives its body as it comes.
class OAICOMPAT_API ResponseReader {
 public:
  enum class State { head, body, complete, wrong };
  enum class Asked { head_only, whole };
  /// How a connection ended: the peer said so, or it was lost.
  enum class End { closed, lost };
  /// The longest head, with those of interim answers before it, and the longest body, in bytes.
  struct Limits {
    std::size_t head, body;
  };

  ResponseReader(Limits limits, Asked asked) : limits_{limits}, asked_{asked} {}

  void put(std::string_view bytes);
  void put_end(End end);

  State state() const { return state_; }
  /// Once wrong: why.
  const Error& error() const { return error_; }
  /// Whether anything came, an interim answer too.
  bool heard() const { return heard_; }
  /// The head, once. An answer whose first bytes of a body are wrong has none.
  std::optional<Head> take_head();
  /// What came of the body since the last time.
  Bytes take_body();
  /// Once complete: whether the connection may be used again.
  bool keeps_alive() const { return keep_alive_ && !surplus_; }

 private:
  void read_heads();
  bool accept(AnswerHead head);
  void read_body(std::string_view bytes);
  void read_chunks(std::string_view& bytes);
  void read_plain(std::string_view& bytes);
  void wrong(Error error);

  const Limits limits_;
  const Asked asked_;
  State state_ = State::head;
  Error error_;
  bool heard_ = false, keep_alive_ = false, surplus_ = false;
  Bytes inbox_;
  HeadScanner scanner_;
  std::size_t interim_bytes_ = 0;
  std::optional<Head> head_;
  Framing framing_;
  ChunkedDecoder chunks_;
  Bytes body_;
  std::size_t given_ = 0;  // of the body
};

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/transport/response_reader.ipp>
#endif
