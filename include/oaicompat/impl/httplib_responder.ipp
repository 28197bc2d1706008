// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/blocking.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/impl/httplib_wire.ipp>
#include <oaicompat/transport/http1.hpp>

#include <fmt/format.h>

namespace oaicompat::inline v1::detail {

// What a handler's own exception becomes; what it says stays here.
inline Error handler_threw() { return api_error(500, "The server failed to answer.", "internal_error"); }

/// Pulls one answer and writes it to a connection: what is ready in one write, an answer that is ready as a whole with
/// its Content-Length, all others chunked.
class Responder {
 public:
  struct Options {
    bool head_only = false;   ///< The request is a HEAD.
    int minor = 1;            ///< The request is HTTP/1.minor.
    bool keep_alive = true;   ///< The connection may go on afterwards.
    Duration write_timeout{};
  };

  Responder(Wire& wire, Waiter& waiter, Options options) : wire_{wire}, waiter_{waiter}, options_{options} {}

  /// False when the connection is of no more use: the answer says so, was cut off, or could not be written.
  bool run(const Handler& handler, Request request) {
    Answer answer;
    try {
      answer = handler(std::move(request));
    } catch (...) {
      return fail(handler_threw());
    }
    if (!answer) return fail(handler_threw());
    return run(*answer);
  }
  bool run(Stream<Part>& answer) {
    Part part;
    switch (pull(answer, part)) {
      case Pull::wait: return false;
      case Pull::fail: return fail(error_);
      case Pull::end: return fail(api_error(500, "The server gave no answer.", "internal_error"));
      case Pull::some: break;
    }
    auto* head = std::get_if<Head>(&part);
    if (!head) return fail(api_error(500, "The server gave an answer without a head.", "internal_error"));
    head_ = std::move(*head);
    if (head_.status < 200 || head_.status > 999) head_.status = 500;
    if (options_.head_only || !may_have_body(head_.status, {})) return send_bodiless(answer);
    const auto got = gather(answer);
    if (got == Pull::fail) return fail(error_);
    if (got == Pull::end && !is_event_stream()) return send_whole();
    return send_stream(answer, got);
  }
  /// Answers an error, in the API's shape.
  bool fail(const Error& error) {
    body_.clear();
    return run(*error_answer(error));
  }
  void add_field(std::string name, std::string value) { extra_.add(std::move(name), std::move(value)); }

 private:
  static constexpr std::size_t most_per_write = 64 << 10;

  // The next part, waited for.
  Pull pull(Stream<Part>& answer, Part& part) {
    try {
      const auto got = waiter_.pull(answer, part);
      if (got == Pull::fail) error_ = answer.error();
      return got;
    } catch (...) {
      error_ = handler_threw();
      return Pull::fail;
    }
  }
  // Gathers what is ready, and after a full write's worth looks whether that was all. Gives the last pull.
  Pull gather(Stream<Part>& answer) {
    try {
      for (Part part;;) {
        const bool enough = body_.size() >= most_per_write;
        const auto got = answer.pull(part);
        if (got == Pull::fail) error_ = answer.error();
        if (got != Pull::some) return got;
        auto* bytes = std::get_if<Bytes>(&part);
        if (bytes && body_.empty()) std::swap(body_, *bytes);
        else if (bytes) body_ += *bytes;
        if (enough) return got;
      }
    } catch (...) {
      error_ = handler_threw();
      return Pull::fail;
    }
  }
  bool is_event_stream() const {
    const auto type = head_.headers.get("content-type");
    return same_word(type.substr(0, std::min(type.find(';'), type.size())), "text/event-stream");
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
  bool send_bodiless(Stream<Part>& answer) {
    Framing framing;
    if (auto length = given_length()) {
      framing = {.kind = Framing::Kind::length, .length = *length};
    } else if (options_.head_only && gather(answer) == Pull::end && !is_event_stream()) {
      framing = {.kind = Framing::Kind::length, .length = body_.size()};
    }
    if (!may_have_body(head_.status, {}) && head_.status != 304) framing = {};
    write_head(framing);
    return send({out_}) && options_.keep_alive;
  }
  bool send_whole() {
    write_head({.kind = Framing::Kind::length, .length = body_.size()});
    return send({out_, body_}) && options_.keep_alive;
  }
  bool send_stream(Stream<Part>& answer, Pull got) {
    framing_.kind = options_.minor == 0 ? Framing::Kind::until_close : Framing::Kind::chunked;
    if (auto length = given_length()) framing_ = {.kind = Framing::Kind::length, .length = *length};
    if (framing_.kind == Framing::Kind::until_close) options_.keep_alive = false;
    write_head(framing_);
    while (got == Pull::some || got == Pull::wait) {
      if ((!out_.empty() || !body_.empty()) && !send_body(false)) return false;
      if (got == Pull::wait && !await(answer, got)) return false;
      if (got == Pull::some) got = gather(answer);
    }
    return got == Pull::end && send_body(true) && options_.keep_alive;
  }
  // Waits for more; false when the connection has gone first.
  bool await(Stream<Part>& answer, Pull& got) {
    Part part;
    got = pull(answer, part);
    if (auto* bytes = got == Pull::some ? std::get_if<Bytes>(&part) : nullptr) body_ = std::move(*bytes);
    return got != Pull::wait;
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
  Waiter& waiter_;
  Options options_;
  Head head_;
  Headers extra_;
  Framing framing_;
  Bytes out_, body_;
  Error error_;
};

}  // namespace oaicompat::inline v1::detail
