// CalledAnswer: reads a handler's answer as an operation's events.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/row.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <functional>
#include <optional>
#include <string>

namespace oaicompat::inline v1::detail {

inline Error missing_member(const std::string& name) {
  auto error = local_error(ErrorKind::invalid_argument, "Missing required parameter: '" + name + "'.",
                           "missing_required_parameter");
  error.param = name;
  return error;
}

// What the request asked for.
struct CallFacts {
  bool events = false, text = false;
};

// The answer of an operation that is not streamed; `CalledStream` reads events too.
class OAICOMPAT_API CalledAnswer : public AnyStream {
 public:
  CalledAnswer(const Row& row, Answer answer, Context context, const CallOptions& options, const CallFacts& facts);

  Pull pull_into(void* out) final;
  void when_ready(Wake wake) override { answer_->when_ready(std::move(wake)); }
  Error error() const override { return error_.value_or(Error{}); }

 protected:
  // The next event; `wait` when it takes more bytes.
  virtual Pull next_event(void* out);

  // The stream fails with the error that it told before, if there is one.
  Pull fail(Error error);
  ReadOptions reading() const { return {.reading = Reading::lenient, .max_memory = options_.max_answer_bytes}; }
  Error cut_off() const;

  const Row& row_;
  const CallOptions options_;
  SseDecoder decoder_;
  Head head_;
  bool began_ = false;
  std::optional<Error> told_;  // what an error event said
  bool undecided_ = false;     // whether the error event is given waits for what follows

 private:
  // Open: events or a whole body; the first byte tells.
  enum class State { head, open, body, events, media, ended };
  static constexpr std::size_t first_bytes_kept = 1024;

  Pull settle(Pull got);
  bool take();
  bool take_bytes(Bytes& bytes);
  bool take_head(Head head);
  bool open();
  void keep(std::string_view bytes);
  Pull media(void* out, Bytes bytes);
  Pull whole(void* out);

  Answer answer_;
  std::function<void(const Head&)> on_head_;
  std::function<void(Headers)> on_passed_;
  std::function<void(Bytes)> on_body_;
  const CallFacts facts_;
  State state_ = State::head;
  bool last_ = false, given_ = false, is_events_ = false;
  Part part_;
  Bytes piece_, body_, begin_;
  Bytes kept_;  // of what is not put into `body_`, for `on_body_`
  std::optional<Error> error_;
};

// The whole body of a success.
class CalledBody {
 public:
  CalledBody(const Row& row, const Head& head, std::string_view body, const CallFacts& facts, ReadOptions reading);
  std::optional<Error> read(void* out) const;
  // The error that stands in the place of an answer.
  std::optional<Error> error_instead(const void* response) const;

 private:
  bool text_came() const;
  bool is_bare_list() const;

  const Row& row_;
  const Head& head_;
  const std::string_view body_, text_, type_;
  const CallFacts facts_;
  const ReadOptions reading_;
};

// Performs a row's operation by asking a handler.
OAICOMPAT_API AnyStreamPtr call_row(const Row& row, const Handler& handler, const AnyRequest& request, Context context,
                                    const CallOptions& options);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/called.ipp>
#endif
