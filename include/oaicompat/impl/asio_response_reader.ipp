// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/hop_by_hop.hpp>
#include <oaicompat/transport/http1.hpp>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// Reads one answer from bytes that come piece by piece, by Beast's parser, and gives its body as it comes.
class AsioResponseReader : private boost::beast::http::basic_parser<false> {
 public:
  enum class State {
    head,
    body,
    complete,
    interim,  ///< That was a 1xx; the answer is still to come, for another reader.
    wrong,    ///< `error` says why.
  };
  enum class Asked { head_only, whole };
  struct Limits {
    std::size_t head, body;
  };

  AsioResponseReader(Limits limits, Asked asked) : limits_{limits} {
    header_limit(static_cast<std::uint32_t>(std::min<std::size_t>(limits.head, UINT32_MAX)));
    body_limit(limits.body);
    skip(asked == Asked::head_only);
  }

  /// Reads from the front of `bytes`; gives how many it took. Those it left come again, with more behind them.
  std::size_t put(std::string_view bytes) {
    std::size_t taken = 0;
    boost::beast::error_code error;
    while (is_under_way() && taken < bytes.size()) {
      taken += Parser::put({bytes.data() + taken, bytes.size() - taken}, error);
      if (error) break;
    }
    if (error && error != E::need_more) fail(error);
    if (is_under_way() && bytes.size() - taken > limits_.head) wrong("A line of the answer is too long.");
    return taken;
  }
  /// The server has closed the connection.
  void put_end() {
    boost::beast::error_code error = E::partial_message;
    if (got_some()) put_eof(error);
    if (error && is_under_way()) {
      wrong_ = local_error(ErrorKind::protocol, "The answer was cut off before its end.", "truncated");
      state_ = State::wrong;
    }
  }

  State state() const { return state_; }
  const Error& error() const { return wrong_; }
  bool is_under_way() const { return state_ == State::head || state_ == State::body; }
  /// The head, once.
  std::optional<Head> take_head() {
    if (state_ == State::head || state_ == State::wrong || std::exchange(head_taken_, true)) return std::nullopt;
    return std::move(head_);
  }
  /// What came of the body since the last time.
  Bytes take_body() { return std::exchange(body_, {}); }
  /// Once complete: whether the connection may be used again.
  bool keeps_alive() const { return keep_alive(); }

 private:
  using Parser = boost::beast::http::basic_parser<false>;
  using E = boost::beast::http::error;
  using Word = boost::beast::string_view;
  using ErrorCode = boost::beast::error_code;

  void wrong(std::string message) {
    wrong_ = local_error(ErrorKind::protocol, std::move(message));
    state_ = State::wrong;
  }
  void fail(ErrorCode error) {
    if (state_ == State::wrong) return;
    if (error == E::body_limit) return wrong("The answer is too large.");
    wrong("The answer is malformed: " + error.message() + ".");
  }
  void stop(ErrorCode& error, std::string message) {
    wrong(std::move(message));
    error = E::bad_field;
  }

  void on_request_impl(boost::beast::http::verb, Word, Word, int, ErrorCode&) override {}
  void on_response_impl(int status, Word, int, ErrorCode&) override { head_.status = status; }
  void on_field_impl(boost::beast::http::field, Word name, Word value, ErrorCode& error) override {
    if (state_ != State::head) return;  // a trailer
    const std::string_view word{name.data(), name.size()}, text{value.data(), value.size()};
    const bool coded = same_word(word, "transfer-encoding");
    if (coded && !same_word(text, "chunked")) return stop(error, "The answer has an unknown Transfer-Encoding.");
    if (coded) return;
    head_.headers.add(std::string{word}, std::string{text});
  }
  void on_header_impl(ErrorCode& error) override {
    const bool is_interim = head_.status >= 100 && head_.status < 200 && head_.status != 101;
    if (!is_interim && head_.status < 200) return stop(error, "The answer has no final status.");
    remove_hop_by_hop(head_.headers);
    if (!is_interim) state_ = State::body;
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
  std::size_t on_body_impl(Word bytes, ErrorCode&) override {
    body_.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, Word, ErrorCode&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Word bytes, ErrorCode& error) override {
    return on_body_impl(bytes, error);
  }
  void on_finish_impl(ErrorCode&) override { state_ = state_ == State::head ? State::interim : State::complete; }

  const Limits limits_;
  State state_ = State::head;
  Head head_;
  bool head_taken_ = false;
  Bytes body_;
  Error wrong_;
};

}  // namespace oaicompat::inline v1::detail
