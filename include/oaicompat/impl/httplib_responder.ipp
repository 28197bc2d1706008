// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/impl/httplib_wire.ipp>
#include <oaicompat/transport/answer_reader.hpp>
#include <oaicompat/transport/http1.hpp>

#include <fmt/format.h>

namespace oaicompat::inline v1::detail {

inline Error server_is_busy() { return api_error(503, "The server is busy; try again.", "overloaded"); }

/// Pulls one answer and writes it to a connection: what is ready in one write, an answer that is ready as a whole with
/// its Content-Length, all others chunked.
class Responder {
 public:
  struct Options {
    bool head_only = false;  ///< The request is a HEAD.
    int minor = 1;           ///< The request is HTTP/1.minor.
    bool keep_alive = true;  ///< The connection may go on afterwards.
    Duration write_timeout{};
    Duration whole_within{};  ///< Within that the answer must be ready as a whole; not at all when zero.
  };

  Responder(Wire& wire, Waiter& waiter, Options options) : wire_{wire}, options_{options}, reader_{waiter} {}

  /// False when the connection is of no more use: the answer says so, was cut off, or could not be written.
  bool run(const Handler& handler, Request request) {
    reader_.ask(handler, std::move(request));
    if (options_.whole_within != Duration{}) return write_in_haste();
    return write_answer();
  }
  /// Answers an error, in the API's shape.
  bool fail(const Error& error) {
    body_.clear();
    reader_.answer(error_answer(error));
    return write_answer();
  }
  /// Whether the answer was written to its end.
  bool delivered() const { return delivered_; }
  void add_field(std::string name, std::string value) { extra_.add(std::move(name), std::move(value)); }

 private:
  bool write_answer() {
    const auto got = reader_.head(head_);
    if (got == Pull::fail) return fail(Error{reader_.error()});
    if (got != Pull::some) return false;
    if (options_.head_only || !may_have_body(head_.status, {})) return send_bodiless();
    const auto more = reader_.gather(body_);
    if (more == Pull::fail) return fail(Error{reader_.error()});
    if (more == Pull::end && !streams_events(head_)) return send_whole();
    return send_stream(more);
  }
  // Nobody has time for this answer but for a moment.
  bool write_in_haste() {
    constexpr std::size_t most = 1 << 20;
    const auto by = std::chrono::steady_clock::now() + options_.whole_within;
    auto got = reader_.head(head_, by);
    for (bool more = got == Pull::some; more && body_.size() < most;) {
      const auto had = body_.size();
      got = reader_.await(body_, by);
      more = got == Pull::some || (got == Pull::wait && body_.size() > had);
    }
    if (got == Pull::fail) return fail(Error{reader_.error()});
    if (got != Pull::end) return fail(server_is_busy());
    if (options_.head_only || !may_have_body(head_.status, {})) return send_bodiless();
    return send_whole();
  }
  std::optional<std::uint64_t> given_length() const { return parse_length(head_.headers.get("content-length")); }

  void write_head(const Framing& framing) {
    for (const auto& field : extra_) head_.headers.set(field.name, field.value);
    write_answer_head(out_, head_, framing, options_.minor, options_.keep_alive);
  }
  bool send(const Pieces& pieces) {
    const bool sent = wire_.write(pieces, options_.write_timeout);
    out_.clear();
    return sent;
  }

  // A HEAD's answer tells the length that a GET's would have.
  bool send_bodiless() {
    Framing framing;
    if (auto length = given_length()) {
      framing = {.kind = Framing::Kind::length, .length = *length};
    } else if (options_.head_only && reader_.gather(body_) == Pull::end && !streams_events(head_)) {
      framing = {.kind = Framing::Kind::length, .length = body_.size()};
    }
    if (!may_have_body(head_.status, {}) && head_.status != 304) framing = {};
    write_head(framing);
    delivered_ = send({out_});
    return delivered_ && options_.keep_alive;
  }
  bool send_whole() {
    write_head({.kind = Framing::Kind::length, .length = body_.size()});
    delivered_ = send({out_, body_});
    return delivered_ && options_.keep_alive;
  }
  bool send_stream(Pull got) {
    framing_.kind = options_.minor == 0 ? Framing::Kind::until_close : Framing::Kind::chunked;
    if (auto length = given_length()) framing_ = {.kind = Framing::Kind::length, .length = *length};
    if (framing_.kind == Framing::Kind::until_close) options_.keep_alive = false;
    write_head(framing_);
    while (got == Pull::some || got == Pull::wait) {
      if ((!out_.empty() || !body_.empty()) && !send_body(false)) return false;
      const bool waits = got == Pull::wait;
      got = waits ? reader_.await(body_) : reader_.gather(body_);
      if (waits && got == Pull::wait && body_.empty()) return false;  // the peer has gone
    }
    delivered_ = got == Pull::end && send_body(true);
    return delivered_ && options_.keep_alive;
  }
  // Writes what was gathered, framed; `out_` may hold the head before it.
  bool send_body(bool last) {
    bool sent = true;
    if (framing_.kind == Framing::Kind::chunked) {
      if (!body_.empty()) fmt::format_to(std::back_inserter(out_), "{:x}\r\n", body_.size());
      const std::string_view end = body_.empty() ? (last ? "0\r\n\r\n" : "") : (last ? "\r\n0\r\n\r\n" : "\r\n");
      sent = send({out_, body_, end});
    } else if (framing_.kind == Framing::Kind::length) {
      if (body_.size() > framing_.length) return false;
      framing_.length -= body_.size();
      sent = send({out_, body_}) && (!last || framing_.length == 0);
    } else {
      sent = send({out_, body_});
    }
    body_.clear();
    return sent;
  }

  Wire& wire_;
  Options options_;
  AnswerReader reader_;
  Head head_;
  Headers extra_;
  Framing framing_;
  Bytes out_, body_;
  bool delivered_ = false;
};

}  // namespace oaicompat::inline v1::detail
