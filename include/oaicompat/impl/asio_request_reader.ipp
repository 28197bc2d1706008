// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/multipart.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/impl/asio_spool.ipp>
#include <oaicompat/transport/http1.hpp>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// Reads one request from bytes that come piece by piece, by Beast's parser. What that takes and other readers of HTTP
/// might read otherwise is refused: folded fields, a second Host or Content-Length, both kinds of length. A large form
/// goes into a file as it comes.
class AsioRequestReader : private boost::beast::http::basic_parser<true> {
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
  };

  /// **Lifetime**: the limits must outlive it.
  explicit AsioRequestReader(const Limits& limits) : limits_{limits}, most_{limits.body} {
    header_limit(static_cast<std::uint32_t>(std::min<std::size_t>(limits_.head, UINT32_MAX)));
    body_limit(boost::none);
  }

  /// Reads from the front of `bytes`; gives how many it took. Those it left come again, with more behind them.
  std::size_t put(std::string_view bytes) {
    std::size_t taken = 0;
    if (!got_some()) taken = skip_empty_lines(bytes);
    seen_ = bytes;
    for (boost::beast::error_code error; state_ != State::complete && taken < bytes.size();) {
      const bool in_head = state_ == State::head;
      const auto n = Parser::put({bytes.data() + taken, bytes.size() - taken}, error);
      taken += n;
      if (in_head) head_bytes_ += n;
      if (error == boost::beast::http::error::need_more) break;
      if (error) {
        refuse(error, bytes);
        break;
      }
    }
    bound(bytes.size() - taken);
    return taken;
  }

  State state() const { return state_; }
  const Error& error() const { return wrong_; }
  /// Whether the peer waits for leave to send the body; asking twice says no.
  bool take_expectation() { return std::exchange(expects_, false) && body_size_ == 0; }
  /// Whether it is a form that may be large.
  bool is_upload() const { return spools_; }
  /// The minor version of HTTP/1.
  int minor() const { return head_.minor; }
  bool wants_keep_alive() const { return detail::wants_keep_alive(request_.headers, head_.minor); }
  /// As far as it was read.
  const Request& request() const { return request_; }
  Request take_request() { return std::move(request_); }

 private:
  using Parser = boost::beast::http::basic_parser<true>;
  using Word = boost::beast::string_view;
  using ErrorCode = boost::beast::error_code;

  // As RFC 9112 asks.
  static std::size_t skip_empty_lines(std::string_view bytes) {
    std::size_t n = 0;
    while (bytes.substr(n, 2) == "\r\n") n += 2;
    return n;
  }
  // What Beast leaves to be looked at again is part of a head, or of a chunk's first line, or the trailers.
  void bound(std::size_t left) {
    if (head_bytes_ + (state_ == State::head ? left : 0) > limits_.head && state_ != State::wrong) refuse_head();
    if (state_ != State::body || left <= longest_line) return;
    wrong_ = malformed("A line of the chunked body is too long.");
    state_ = State::wrong;
  }
  static std::string_view view(Word word) { return {word.data(), word.size()}; }
  void stop(ErrorCode& error, Error wrong) {
    wrong_ = std::move(wrong);
    error = boost::beast::http::error::bad_field;
  }
  void refuse_head() {
    wrong_ = api_error(431, "The request's head is too large.", "head_too_large");
    state_ = State::wrong;
  }
  Error too_large() const {
    return api_error(413, fmt::format("The request's body exceeds {} bytes.", most_), "request_too_large");
  }
  static Error no_room() {
    return api_error(503, "The server has no room for an upload now; try again.", "upload_storage_full");
  }
  static Error malformed(std::string message) { return api_error(400, std::move(message), "malformed_http"); }

  void refuse(ErrorCode error, std::string_view bytes) {
    using E = boost::beast::http::error;
    if (error == E::header_limit) return refuse_head();
    if (wrong_.status == 0) wrong_ = meaning(error, bytes);
    if (request_.headers.empty()) request_.headers = std::move(head_.headers);
    state_ = State::wrong;
  }
  Error meaning(ErrorCode error, std::string_view bytes) const {
    using E = boost::beast::http::error;
    if (error == E::bad_version && names_other_version(bytes)) return api_error(505, "Only HTTP/1 is spoken here.");
    return malformed(fmt::format("The request is malformed: {}.", error.message()));
  }
  // Whether the request line ends in a well-formed `HTTP/2.0`.
  static bool names_other_version(std::string_view bytes) {
    const auto line = bytes.substr(0, bytes.find("\r\n"));
    if (line.size() < 9 || line.size() == bytes.size() || line.find('\n') != line.npos) return false;
    const auto version = line.substr(line.size() - 9);
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return version.starts_with(" HTTP/") && digit(version[6]) && version[7] == '.' && digit(version[8]);
  }

  void on_request_impl(boost::beast::http::verb, Word method, Word target, int version, ErrorCode&) override {
    head_.method = view(method);
    head_.target = view(target);
    head_.minor = version == 10 ? 0 : 1;
  }
  void on_response_impl(int, Word, int, ErrorCode&) override {}
  // Beast unfolds a folded value, elsewhere than in the bytes that came.
  void on_field_impl(boost::beast::http::field, Word name, Word value, ErrorCode& error) override {
    if (state_ != State::head) return;  // a trailer
    const std::less<const char*> before;
    if (before(value.data(), seen_.data()) || before(seen_.data() + seen_.size(), value.data() + value.size()))
      return stop(error, malformed("A header field is folded."));
    head_.headers.add(std::string{view(name)}, std::string{view(value)});
  }
  void on_header_impl(ErrorCode& error) override {
    const auto framing = request_framing(head_);
    if (!framing) return stop(error, framing.error());
    if (auto wrong = wrong_host(head_)) return stop(error, *std::move(wrong));
    detail::take_head(std::move(head_), request_);
    state_ = State::body;
    spools_ = AsioSpool::works && is_multipart(request_.headers.get("content-type"));
    if (spools_) most_ = std::max(limits_.body, limits_.upload);
    if (framing->length > most_) return stop(error, too_large());
    const auto* expect = request_.headers.find("expect");
    if (framing->kind == Framing::Kind::none || head_.minor == 0 || !expect) return;
    if (!same_word(*expect, "100-continue"))
      return stop(error, api_error(417, "The only expectation met is 100-continue."));
    expects_ = true;
  }

  // Memory is taken as the bytes come, with room at the end for a parser that reads in wide steps.
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode&) override {
    constexpr std::uint64_t at_once = 1 << 20;
    if (length && !(spools_ && *length > limits_.spool_over))
      body_.reserve(static_cast<std::size_t>(std::min(*length, at_once)) + padding);
  }
  std::size_t append(Word bytes, ErrorCode& error) {
    body_size_ += bytes.size();
    if (spools_ && body_size_ > limits_.spool_over) {
      if (!spool(view(bytes))) stop(error, no_room());
    } else {
      const auto needed = body_size_ + padding;
      if (needed > body_.capacity()) body_.reserve(std::max(needed, 2 * body_.capacity()));
      body_.append(bytes.data(), bytes.size());
    }
    return bytes.size();
  }
  bool spool(std::string_view bytes) {
    if (!spool_) {
      spool_ = AsioSpool::open(limits_.directory, limits_.room);
      if (!spool_ || !spool_->append(std::exchange(body_, Bytes{}))) return false;
    }
    return spool_->append(bytes);
  }
  std::size_t on_body_impl(Word bytes, ErrorCode& error) override { return append(bytes, error); }
  void on_chunk_header_impl(std::uint64_t size, Word, ErrorCode& error) override {
    if (size > most_ - body_size_) stop(error, too_large());
  }
  std::size_t on_chunk_body_impl(std::uint64_t, Word bytes, ErrorCode& error) override { return append(bytes, error); }
  void on_finish_impl(ErrorCode& error) override {
    request_.body = std::move(body_);
    if (spool_) {
      auto whole = spool_->finish();
      if (!whole) return stop(error, no_room());
      request_.body = *std::move(whole);
      spool_.reset();
    }
    state_ = State::complete;
  }

  static constexpr std::size_t padding = 64, longest_line = 16 << 10;
  const Limits& limits_;
  std::string_view seen_;
  std::size_t head_bytes_ = 0, body_size_ = 0, most_;
  State state_ = State::head;
  bool expects_ = false, spools_ = false;
  RequestHead head_;
  Request request_;
  Bytes body_;
  std::unique_ptr<AsioSpool> spool_;
  Error wrong_{.status = 0};
};

}  // namespace oaicompat::inline v1::detail
