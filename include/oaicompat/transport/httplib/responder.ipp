// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/answer_writer.hpp>
#include <oaicompat/transport/httplib/wire.ipp>

namespace oaicompat::inline v1::detail {

inline Error server_is_busy() { return api_error(503, "The server is busy; try again.", "overloaded"); }

/// Writes one answer to a connection, on a thread that waits for it.
class Responder {
 public:
  struct Options {
    AnswerWriter::Options answer{};
    Duration write_timeout{};
    Duration whole_within{};  ///< The whole answer must be ready within that time; 0 for no bound.
  };

  Responder(Wire& wire, Waiter& waiter, Options options)
      : wire_{wire}, waiter_{waiter}, options_{options}, writer_{options.answer} {}

  /// False when the connection is of no more use: the answer says so, was cut off, or could not be written.
  bool run(const Handler& handler, Request request) {
    if (options_.whole_within != Duration{}) {
      writer_.answer(whole_answer(handler, std::move(request)));
    } else {
      writer_.ask(handler, std::move(request));
    }
    return write();
  }
  bool answer(Answer answer) {
    writer_.answer(std::move(answer));
    return write();
  }
  /// Whether the answer was written to its end.
  bool delivered() const { return delivered_; }
  void add_field(std::string name, std::string value) { writer_.add_field(std::move(name), std::move(value)); }

 private:
  using Step = AnswerWriter::Step;

  bool write() {
    for (;;) {
      switch (writer_.next()) {
        case Step::write:
          if (!send()) return false;
          break;
        case Step::wait:
          if (!waiter_.wait([this](Wake wake) { writer_.when_ready(std::move(wake)); })) return false;
          break;
        case Step::done: delivered_ = true; return writer_.keep_alive();
        case Step::cut:
        case Step::upgrade: return false;
      }
    }
  }
  bool send() {
    const auto [head, body, tail] = writer_.pieces();
    return wire_.write({head, body, tail}, options_.write_timeout);
  }
  // An answer that must be ready within a moment, as nobody has time for it.
  Answer whole_answer(const Handler& handler, Request request) {
    constexpr std::size_t most = 1 << 20;
    const auto by = std::chrono::steady_clock::now() + options_.whole_within;
    AnswerReader reader{waiter_};
    Head head;
    Bytes body;
    reader.ask(handler, std::move(request));
    auto got = reader.head(head, by);
    for (bool more = got == Pull::some; more && body.size() < most;) {
      const auto had = body.size();
      got = reader.await(body, by);
      more = got == Pull::some || (got == Pull::wait && body.size() > had);
    }
    if (got == Pull::fail) return error_answer(Error{reader.error()});
    if (got != Pull::end) return error_answer(server_is_busy());
    return ready_answer(std::move(head), std::move(body));
  }

  Wire& wire_;
  Waiter& waiter_;
  const Options options_;
  AnswerWriter writer_;
  bool delivered_ = false;
};

}  // namespace oaicompat::inline v1::detail
