// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/guarded.hpp>
#include <oaicompat/http/http1.hpp>
#include <oaicompat/http/multipart.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/transport/asio/spool.ipp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// Reads one request from bytes that come piece by piece. A large form goes into a file as it comes; the body of a
/// request whose head is not good enough is not read at all.
class AsioRequestReader {
 public:
  enum class State {
    head,      ///< The head is not whole yet.
    body,      ///< The body is not.
    complete,  ///< `take_request` gives it.
    wrong,     ///< `error` says what to answer; what follows is not known to be a request.
  };

  struct Limits {
    std::size_t head, body;
    std::size_t upload, spool_over;  ///< Of forms.
    std::string directory;           ///< Where long ones lie.
    std::shared_ptr<AsioSpoolRoom> room;
    std::function<bool(const Request&)> wants_body = {};  ///< Asked with the head; none takes every body.
  };

  /// **Lifetime**: the limits must outlive it.
  explicit AsioRequestReader(const Limits& limits) : limits_{limits}, most_{limits.body} {}

  /// Reads from the front of `bytes`; gives how many it took. Those it left come again, with more behind them.
  std::size_t put(std::string_view bytes) {
    const auto all = bytes.size();
    if (state_ == State::head) read_head(bytes);
    if (state_ == State::body) read_body(bytes);
    return all - bytes.size();
  }

  State state() const { return state_; }
  const Error& error() const { return wrong_; }
  /// Whether the peer waits for leave to send the body; asking twice says no.
  bool take_expectation() { return std::exchange(expects_, false) && body_size_ == 0; }
  /// Whether it is a form that may be large.
  bool is_upload() const { return spools_; }
  /// Once complete: whether its body was not wanted, and follows unread.
  bool leaves_body() const { return leaves_body_; }
  /// The minor version of HTTP/1.
  int minor() const { return minor_; }
  bool wants_keep_alive() const { return detail::wants_keep_alive(request_.headers, minor_); }
  /// As far as it was read.
  const Request& request() const { return request_; }
  Request&& take_request() { return std::move(request_); }

 private:
  void refuse(Error wrong) {
    wrong_ = std::move(wrong);
    state_ = State::wrong;
  }
  void refuse_head() { refuse(api_error(431, "The request's head is too large.", "head_too_large")); }
  void refuse_body() {
    refuse(api_error(413, fmt::format("The request's body exceeds {} bytes.", most_), "request_too_large"));
  }
  void refuse_spooling() {
    refuse(api_error(503, "The server has no room for an upload now; try again.", "upload_storage_full"));
  }
  static Error malformed(std::string message) { return api_error(400, std::move(message), "malformed_http"); }

  // Empty lines before it are skipped, as RFC 9112 asks; half of one may be all that has come.
  void read_head(std::string_view& bytes) {
    while (!began_ && bytes.starts_with("\r\n")) bytes.remove_prefix(2);
    if (!began_ && (bytes.empty() || bytes == "\r")) return;
    began_ = true;
    const auto state = scanner_.scan(bytes);
    const auto size = state == HeadScanner::State::complete ? scanner_.size() : bytes.size();
    if (size > limits_.head) return refuse_head();
    // A request line begins with a word: other protocols are told so before their first line ends, if it ever does.
    const auto first = static_cast<unsigned char>(bytes.front());
    if (state == HeadScanner::State::malformed || first <= ' ' || first >= 0x7F)
      return refuse(malformed("The request is malformed: a line of its head is none of HTTP's."));
    if (state == HeadScanner::State::incomplete) return;
    auto head = parse_request_head(bytes.substr(0, size));
    bytes.remove_prefix(size);
    head ? begin_body(*std::move(head)) : refuse(head.error());
  }
  void begin_body(RequestHead head) {
    const auto framing = request_framing(head);
    minor_ = head.minor;
    take_head(std::move(head), request_);
    if (!framing) return refuse(framing.error());
    state_ = State::body;
    framing_ = *framing;
    spools_ = AsioSpool::works && is_multipart(request_.headers.get("content-type"));
    if (spools_) most_ = std::max(limits_.body, limits_.upload);
    if (framing_.length > most_) return refuse_body();
    if (!meet_expectation()) return refuse(api_error(417, "The only expectation met is 100-continue."));
    if (framing_.kind == Framing::Kind::none || (framing_.kind == Framing::Kind::length && framing_.length == 0))
      return finish();
    leaves_body_ = !wants_body();
    leaves_body_ ? finish() : reserve();
  }
  bool wants_body() const {
    if (!limits_.wants_body) return true;
    // After an exception the handler will find the same, and have it answered.
    return guarded([&] { return limits_.wants_body(request_); }, [] { return true; });
  }
  bool meet_expectation() {
    const auto* expect = request_.headers.find("expect");
    if (framing_.kind == Framing::Kind::none || minor_ == 0 || !expect) return true;
    expects_ = iequals(*expect, "100-continue");
    return expects_;
  }
  // Memory is taken as the bytes come, with room at the end for a parser that reads in wide steps.
  void reserve() {
    constexpr std::uint64_t at_once = 1 << 20;
    if (framing_.length > 0 && !(spools_ && framing_.length > limits_.spool_over))
      body_.reserve(static_cast<std::size_t>(std::min(framing_.length, at_once)) + padding);
  }

  void read_body(std::string_view& bytes) {
    if (framing_.kind == Framing::Kind::chunked) return read_chunks(bytes);
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(framing_.length - body_size_, bytes.size()));
    if (!append(bytes.substr(0, n))) return refuse_spooling();
    bytes.remove_prefix(n);
    if (body_size_ == framing_.length) finish();
  }
  void read_chunks(std::string_view& bytes) {
    Bytes piece;
    const auto state = chunks_.decode(bytes, piece, most_ - body_size_);
    if (!append(piece)) return refuse_spooling();
    switch (state) {
      case ChunkedDecoder::State::more: return;
      case ChunkedDecoder::State::done: return finish();
      case ChunkedDecoder::State::too_large: return refuse_body();
      case ChunkedDecoder::State::malformed: return refuse(malformed("The chunked body is malformed."));
    }
  }
  bool append(std::string_view bytes) {
    body_size_ += bytes.size();
    if (spools_ && body_size_ > limits_.spool_over) return spool(bytes);
    const auto needed = body_size_ + padding;
    if (needed > body_.capacity()) body_.reserve(std::max(needed, 2 * body_.capacity()));
    body_ += bytes;
    return true;
  }
  bool spool(std::string_view bytes) {
    if (!spool_) {
      spool_ = AsioSpool::open(limits_.directory, limits_.room);
      if (!spool_ || !spool_->append(std::exchange(body_, Bytes{}))) return false;
    }
    return spool_->append(bytes);
  }
  void finish() {
    request_.body = std::move(body_);
    if (spool_) {
      auto whole = spool_->finish();
      if (!whole) return refuse_spooling();
      request_.body = *std::move(whole);
      spool_.reset();
    }
    state_ = State::complete;
  }

  static constexpr std::size_t padding = 64;
  const Limits& limits_;
  HeadScanner scanner_;
  Framing framing_;
  ChunkedDecoder chunks_;
  std::size_t body_size_ = 0, most_;
  int minor_ = 1;
  State state_ = State::head;
  bool began_ = false, expects_ = false, spools_ = false, leaves_body_ = false;
  Request request_;
  Bytes body_;
  std::unique_ptr<AsioSpool> spool_;
  Error wrong_{.status = 0};
};

}  // namespace oaicompat::inline v1::detail
