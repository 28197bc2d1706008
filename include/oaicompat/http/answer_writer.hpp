// AnswerWriter: one answer as the bytes of HTTP/1, for every server. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/release.hpp>
#include <oaicompat/http/answer_reader.hpp>
#include <oaicompat/http/http1.hpp>

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

/// Turns one answer into writes, with no I/O: what is ready in one write, an answer that is ready as a whole with its
/// Content-Length, all others chunked.
class AnswerWriter {
 public:
  struct Options {
    bool head_only = false;    ///< The request is a HEAD.
    int minor = 1;             ///< The request is HTTP/1.minor.
    bool keep_alive = true;    ///< The connection may go on afterwards.
    bool can_upgrade = false;  ///< The connection may become a WebSocket session.
  };
  enum class Step {
    write,    ///< Write `pieces`, then ask again.
    wait,     ///< Nothing is ready: leave a wake, then ask again.
    done,     ///< All was written.
    cut,      ///< The answer failed after its head: the connection must not go on.
    upgrade,  ///< The connection continues as the session of `head`, with its fields.
  };

  explicit AnswerWriter(Options options) : options_{options} {}

  void ask(const Handler& handler, Request&& request) { puller_.ask(handler, std::move(request)); }
  void answer(Answer answer) { puller_.answer(std::move(answer)); }
  /// Answers an error, in the API's shape.
  void fail(const Error& error) { answer(error_answer(error)); }
  void add_field(std::string name, std::string value) { extra_.add(std::move(name), std::move(value)); }
  /// No request follows, if the head was not written yet.
  void close_after() { options_.keep_alive = false; }
  /// Drops the answer; the bytes of the last step stay.
  void drop() { puller_.drop(); }
  void when_ready(Wake wake) { puller_.when_ready(std::move(wake)); }

  Step next() {
    out_.clear();
    body_.clear();
    tail_ = {};
    switch (at_) {
      case At::head: return begin();
      case At::held: return begin_body();
      case At::body: return go_on();
      case At::end: break;
    }
    return Step::done;
  }
  /// Whether the pieces of this step are the last.
  bool ends() const { return at_ == At::end; }
  std::array<std::string_view, 3> pieces() const { return {out_, body_, tail_}; }
  bool keep_alive() const { return options_.keep_alive; }
  const Head& head() const { return head_; }
  /// Gives memory back while nothing is expected soon.
  void rest() {
    release(out_);
    release(body_);
    if (at_ != At::held) head_ = Head{};
  }

 private:
  enum class At { head, held, body, end };

  Step begin() {
    const auto got = puller_.head(head_);
    if (got == Pull::wait) return Step::wait;
    if (got == Pull::fail) return begin_error();
    if (head_.session && options_.can_upgrade) return Step::upgrade;
    if (options_.head_only || !may_have_body(head_.status, {})) return bodiless();
    return begin_body();
  }
  // A head says little without its body, but for that of an event stream, and one with a length. It is held until
  // there is some of the body, so that an answer which fails before that has the error's status.
  Step begin_body() {
    const auto more = puller_.gather(body_);
    if (more == Pull::fail) return begin_error();
    if (more == Pull::end && !streams_events(head_)) return whole();
    if (more == Pull::wait && body_.empty() && !streams_events(head_) && !given_length()) {
      at_ = At::held;
      return Step::wait;
    }
    framing_.kind = options_.minor == 0 ? Framing::Kind::until_close : Framing::Kind::chunked;
    if (auto length = given_length()) framing_ = {.kind = Framing::Kind::length, .length = *length};
    if (framing_.kind == Framing::Kind::until_close) options_.keep_alive = false;
    write_head(framing_);
    at_ = At::body;
    return body_.empty() && more != Pull::end ? Step::write : frame(more);
  }
  // An error's answer stands ready: this comes back once.
  Step begin_error() {
    body_.clear();
    at_ = At::head;
    fail(Error{puller_.error()});
    return begin();
  }
  std::optional<std::uint64_t> given_length() const { return parse_length(head_.headers.get("content-length")); }
  void write_head(const Framing& framing) {
    for (const auto& field : extra_) head_.headers.set(field.name, field.value);
    write_answer_head(out_, head_, framing, options_.minor, options_.keep_alive);
  }

  // A HEAD's answer tells the length that a GET's would have.
  Step bodiless() {
    Framing framing;
    if (auto length = given_length()) {
      framing = {.kind = Framing::Kind::length, .length = *length};
    } else if (options_.head_only && puller_.gather(body_) == Pull::end && !streams_events(head_)) {
      framing = {.kind = Framing::Kind::length, .length = body_.size()};
    }
    if (!may_have_body(head_.status, {}) && head_.status != 304) framing = {};
    body_.clear();
    write_head(framing);
    at_ = At::end;
    return Step::write;
  }
  Step whole() {
    write_head({.kind = Framing::Kind::length, .length = body_.size()});
    at_ = At::end;
    return Step::write;
  }
  Step go_on() {
    const auto got = puller_.gather(body_);
    if (got == Pull::wait && body_.empty()) return Step::wait;
    return frame(got);
  }
  // Puts the bytes' frame around what was gathered; `out_` may hold the head before it.
  Step frame(Pull got) {
    const bool last = got == Pull::end;
    if (got == Pull::fail) return cut();
    if (last) at_ = At::end;
    if (framing_.kind == Framing::Kind::length) {
      if (body_.size() > framing_.length || (last && body_.size() < framing_.length)) return cut();
      framing_.length -= body_.size();
    } else if (framing_.kind == Framing::Kind::chunked) {
      if (!body_.empty()) fmt::format_to(std::back_inserter(out_), "{:x}\r\n", body_.size());
      tail_ = body_.empty() ? (last ? "0\r\n\r\n" : "") : (last ? "\r\n0\r\n\r\n" : "\r\n");
    }
    return out_.empty() && body_.empty() && tail_.empty() ? Step::done : Step::write;
  }
  Step cut() {
    at_ = At::end;
    return Step::cut;
  }

  Options options_;
  AnswerPuller puller_;
  Head head_;
  Headers extra_;
  Framing framing_;
  Bytes out_, body_;
  std::string_view tail_;
  At at_ = At::head;
};

}  // namespace oaicompat::inline v1::detail
