// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/hop_by_hop.hpp>
#include <oaicompat/http/http1_answer.ipp>
#include <oaicompat/transport/response_reader.hpp>
#include <oaicompat/transport/sendable.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE void write_request_head(Bytes& out, const Request& request, std::string_view host) {
  const auto& [method, path, query, headers, body, context] = request;
  out.append(method).append(" ").append(path).append(query.empty() ? "" : "?").append(query);
  out.append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
  const auto field = [&out](std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
  };
  for (const auto& [name, value] : headers) {
    if (!is_transports_own(name)) field(name, value);
  }
  if (!headers.has("accept-encoding")) field("Accept-Encoding", "identity");
  if (!headers.has("user-agent")) field("User-Agent", user_agent());
  if (!body.empty() && !headers.has("content-type")) field("Content-Type", "application/octet-stream");
  if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH")
    field("Content-Length", std::to_string(body.size()));
  out += "\r\n";
}

// --- ResponseReader ------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE void ResponseReader::wrong(Error error) {
  error_ = std::move(error);
  state_ = State::wrong;
}

OAICOMPAT_INLINE void ResponseReader::put(std::string_view bytes) {
  heard_ = heard_ || !bytes.empty();
  if (state_ == State::body) return read_body(bytes);
  if (state_ == State::complete) surplus_ = surplus_ || !bytes.empty();
  if (state_ != State::head) return;
  inbox_ += bytes;
  read_heads();
}

OAICOMPAT_INLINE void ResponseReader::put_end(End end) {
  if (state_ == State::complete || state_ == State::wrong) return;
  keep_alive_ = false;
  if (state_ == State::body && framing_.kind == Framing::Kind::until_close && end == End::closed) {
    state_ = State::complete;
  } else {
    wrong(local_error(ErrorKind::protocol, "The answer was cut off before its end.", "truncated"));
  }
}

OAICOMPAT_INLINE void ResponseReader::read_heads() {
  while (state_ == State::head) {
    const auto scanned = scanner_.scan(inbox_);
    if (scanned == HeadScanner::State::malformed)
      return wrong(http1::malformed_answer("A line of its head does not end with CRLF."));
    const bool whole = scanned == HeadScanner::State::complete;
    if (interim_bytes_ + (whole ? scanner_.size() : inbox_.size()) > limits_.head)
      return wrong(local_error(ErrorKind::protocol, "The answer's head is too long."));
    if (!whole) return;
    auto head = parse_answer_head(std::string_view{inbox_}.substr(0, scanner_.size()));
    if (!head) return wrong(head.error());
    inbox_.erase(0, scanner_.size());
    if (head->status >= 100 && head->status < 200 && head->status != 101) {
      interim_bytes_ += scanner_.size();
      scanner_ = {};
    } else if (accept(*std::move(head))) {
      read_body(std::exchange(inbox_, {}));
    }
  }
}

OAICOMPAT_INLINE bool ResponseReader::accept(AnswerHead head) {
  if (head.status < 200) return wrong(http1::malformed_answer("It has no final status.")), false;
  const auto framing = answer_framing(head, asked_ == Asked::head_only ? "HEAD" : "GET");
  if (!framing) return wrong(framing.error()), false;
  framing_ = *framing;
  keep_alive_ = framing_.kind != Framing::Kind::until_close && wants_keep_alive(head.headers, head.minor);
  remove_hop_by_hop(head.headers);
  head_ = Head{.status = head.status, .headers = std::move(head.headers)};
  state_ = State::body;
  return true;
}

OAICOMPAT_INLINE void ResponseReader::read_body(std::string_view bytes) {
  framing_.kind == Framing::Kind::chunked ? read_chunks(bytes) : read_plain(bytes);
  if (state_ == State::complete) surplus_ = !bytes.empty();
}
OAICOMPAT_INLINE void ResponseReader::read_chunks(std::string_view& bytes) {
  const auto state = chunks_.decode(bytes, body_, limits_.body - given_);
  if (state == ChunkedDecoder::State::done) state_ = State::complete;
  if (state == ChunkedDecoder::State::malformed) wrong(http1::malformed_answer("A chunk of its body is none."));
  if (state == ChunkedDecoder::State::too_large) wrong(local_error(ErrorKind::protocol, "The answer is too large."));
}
OAICOMPAT_INLINE void ResponseReader::read_plain(std::string_view& bytes) {
  const bool ends_by_length = framing_.kind != Framing::Kind::until_close;
  const auto room = limits_.body - given_ - body_.size();
  if ((ends_by_length ? framing_.length : bytes.size()) > room)
    return wrong(local_error(ErrorKind::protocol, "The answer is too large."));
  auto n = bytes.size();
  if (ends_by_length) {
    n = static_cast<std::size_t>(std::min<std::uint64_t>(n, framing_.length));
    framing_.length -= n;
    if (framing_.length == 0) state_ = State::complete;
  }
  body_ += bytes.substr(0, n);
  bytes.remove_prefix(n);
}

OAICOMPAT_INLINE std::optional<Head> ResponseReader::take_head() {
  if (state_ == State::wrong && given_ + body_.size() == 0) return std::nullopt;
  return std::exchange(head_, std::nullopt);
}
OAICOMPAT_INLINE Bytes ResponseReader::take_body() {
  given_ += body_.size();
  return std::exchange(body_, {});
}

}  // namespace oaicompat::inline v1::detail
