// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/called_body.ipp>
#include <oaicompat/api/called_context.hpp>
#include <oaicompat/api/raw.hpp>
#include <oaicompat/api/read_error.ipp>
#include <oaicompat/base/blocking.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// Adds the call's own fields to a body, which is a JSON object then.
inline std::optional<Error> add_fields(const Extras& fields, Body& body) {
  if (fields.empty()) return std::nullopt;
  auto object = body.empty() ? Result<AnyObject>{AnyObject{}} : Codec<AnyObject>::parse_owned(body.take(), {});
  if (!object)
    return local_error(ErrorKind::invalid_argument, "The fields of the options need a body that is a JSON object.",
                       "invalid_request");
  for (const auto& field : fields) object->extra.set(field.key, field.json);
  body = to_json(*object);
  return std::nullopt;
}

inline Result<Request> request_of(const CallOptions& call, RawRequest raw, const Context& context,
                                  const Extras& fields) {
  Request out{.method = std::move(raw.method), .query = std::move(raw.query), .headers = std::move(raw.headers)};
  if (const auto at = raw.path.find('?'); at != raw.path.npos) {
    const auto query = raw.path.substr(at + 1);
    out.query = out.query.empty() || query.empty() ? query + out.query : query + "&" + out.query;
    raw.path.resize(at);
  }
  out.path = call.prefix + (raw.path.starts_with('/') ? "" : "/") + raw.path;
  if (auto error = add_fields(fields, raw.body)) return *std::move(error);
  if (!raw.body.empty() && !out.headers.has("content-type")) out.headers.add("content-type", "application/json");
  out.body = std::move(raw.body);
  place_context(context, out);
  return out;
}

inline Answer start_raw(const Handler& handler, const CallOptions& call, RawRequest raw, const Context& context,
                        const Extras& fields) {
  auto request = request_of(call, std::move(raw), context, fields);
  if (!request) return failed<Part>(request.error());
  auto answer = handler(*std::move(request));
  if (answer) return answer;
  return failed<Part>(local_error(ErrorKind::protocol, "The handler gave no answer.", "no_answer"));
}

// Adds bytes to a body of bounded size.
inline std::optional<Error> add_bounded(std::string_view bytes, std::size_t most, Bytes& body) {
  const auto room = most - std::min(most, body.size());
  body += bytes.substr(0, room);
  if (bytes.size() <= room) return std::nullopt;
  return local_error(ErrorKind::protocol, "The answer is larger than " + std::to_string(most) + " bytes.",
                     "answer_too_large");
}

// A raw answer's events, or its body as one.
class RawEvents final : public Stream<RawEvent> {
 public:
  RawEvents(Answer answer, const CallOptions& options, std::shared_ptr<Head> head)
      : answer_{std::move(answer)},
        options_{options},
        head_{std::move(head)},
        decoder_{{.max_event_bytes = options.max_event_bytes}} {}

  Pull pull(RawEvent& out) override {
    for (;;) {
      if (ended_) return error_ ? Pull::fail : Pull::end;
      if (is_events_) {
        if (const auto got = next_event(out); got != Pull::wait) return got;
      }
      switch (answer_->pull(part_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: return fail(answer_->error());
        case Pull::end:
          if (!is_events_) return whole(out);
          decoder_.finish();
          break;
        case Pull::some:
          if (auto error = take()) return fail(*std::move(error));
          break;
      }
    }
  }
  void when_ready(Wake wake) override { answer_->when_ready(std::move(wake)); }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  Pull end() {
    ended_ = true;
    answer_.reset();
    return error_ ? Pull::fail : Pull::end;
  }
  Pull fail(Error error) {
    error_ = error_in_answer(std::move(error), *head_, options_);
    return end();
  }
  std::optional<Error> take() {
    if (auto* head = std::get_if<Head>(&part_)) {
      *head_ = std::move(*head);
      is_events_ = head_->status < 300 && is_event_stream(head_->headers.get("content-type"));
      return std::nullopt;
    }
    auto& bytes = std::get<Bytes>(part_);
    if (!is_events_) return add_bounded(bytes, options_.max_answer_bytes, piece_);
    piece_ = std::move(bytes);
    decoder_.feed(piece_);
    return std::nullopt;
  }
  Pull next_event(RawEvent& out) {
    SseEvent event;
    const auto got = decoder_.next(event);
    if (got == Pull::wait) return got;
    if (got == Pull::fail) return fail(decoder_.error());
    if (got == Pull::end || event.data.starts_with("[DONE]")) return end();
    if (event.unterminated)
      return fail(local_error(ErrorKind::protocol, "The stream was cut off before its end.", "stream_cut_off"));
    if (event.name == "error" || is_nested_error(event.data)) return fail(read_error({}, event.data));
    out = {.name = std::string{event.name}, .data = std::string{event.data}, .id = std::string{event.id}};
    return Pull::some;
  }
  Pull whole(RawEvent& out) {
    if (head_->status == 0) return fail(local_error(ErrorKind::protocol, "The answer has no head."));
    if (head_->status >= 400) return fail(read_error(*head_, piece_));
    end();
    if (piece_.empty()) return Pull::end;
    out = {.data = std::move(piece_)};
    return Pull::some;
  }

  Answer answer_;
  const CallOptions options_;
  const std::shared_ptr<Head> head_;
  SseDecoder decoder_;
  Part part_;
  Bytes piece_;  // of the events, or the whole body
  bool is_events_ = false, ended_ = false;
  std::optional<Error> error_;
};

// The whole of an answer; what failed it beside what came.
inline std::optional<Error> collect_raw(Stream<Part>& answer, const RequestOptions& options, std::size_t most,
                                        RawAnswer& out) {
  Waiter waiter{options.stop};
  for (Part part;;) {
    switch (waiter.pull(answer, part)) {
      case Pull::wait: return gave_up({.deadline = {}, .stop = options.stop});
      case Pull::fail: return answer.error();
      case Pull::end:
        if (out.status == 0) return local_error(ErrorKind::protocol, "The answer has no head.");
        return std::nullopt;
      case Pull::some: break;
    }
    if (auto* head = std::get_if<Head>(&part)) {
      out.status = head->status;
      out.headers = std::move(head->headers);
    } else if (auto error = add_bounded(std::get<Bytes>(part), most, out.body)) {
      return error;
    }
  }
}

OAICOMPAT_INLINE Reply<RawAnswer> send_raw(const Handler& handler, const CallOptions& call, RawRequest raw,
                                           const RequestOptions& options) {
  const auto context = context_of(options, options.stop);
  const auto answer = start_raw(handler, call, std::move(raw), context, options.body);
  RawAnswer out;
  auto error = collect_raw(*answer, options, call.max_answer_bytes, out);
  Head head{.status = out.status, .headers = out.headers};
  if (!error && out.status >= 400) error = read_error(head, out.body);
  if (!error) {
    auto body = options.keep_body ? out.body : Bytes{};
    return {std::move(out), std::move(head), std::move(body)};
  }
  auto told = error_in_answer(*std::move(error), head, call);
  return {std::move(told), std::move(head), options.keep_body ? std::move(out.body) : Bytes{}};
}

}  // namespace detail

struct RawStream::State {
  struct Stopping {
    std::stop_source stop;
    void operator()() { stop.request_stop(); }
  };
  std::stop_source stop;
  std::shared_ptr<Head> head;
  StreamPtr<RawEvent> events;
  Waiter waiter;
  std::stop_callback<Stopping> on_outer;
  RawEvent event{};
  std::optional<Error> error{};

  State(std::stop_source s, std::shared_ptr<Head> h, StreamPtr<RawEvent> e, std::stop_token outer)
      : stop{std::move(s)},
        head{std::move(h)},
        events{std::move(e)},
        waiter{stop.get_token()},
        on_outer{std::move(outer), Stopping{stop}} {}
  ~State() {
    if (events) stop.request_stop();
  }
  const RawEvent* next() {
    if (!events) return nullptr;
    const auto got = stop.stop_requested() ? Pull::wait : waiter.pull(*events, event);
    if (got == Pull::some) return &event;
    if (got == Pull::fail) error = events->error();
    if (got == Pull::wait) error = gave_up({.deadline = {}, .stop = stop.get_token()});
    events.reset();
    return nullptr;
  }
};

OAICOMPAT_INLINE RawStream::RawStream(std::unique_ptr<State> state) : state_{std::move(state)} {}
OAICOMPAT_INLINE RawStream::RawStream(RawStream&&) noexcept = default;
OAICOMPAT_INLINE RawStream& RawStream::operator=(RawStream&&) noexcept = default;
OAICOMPAT_INLINE RawStream::~RawStream() = default;
OAICOMPAT_INLINE const RawEvent* RawStream::next() { return state_->next(); }
OAICOMPAT_INLINE const std::optional<Error>& RawStream::error() const { return state_->error; }
OAICOMPAT_INLINE void RawStream::cancel() { state_->stop.request_stop(); }
OAICOMPAT_INLINE const Head& RawStream::head() const { return *state_->head; }

OAICOMPAT_INLINE RawStream detail::stream_raw(const Handler& handler, const CallOptions& call, RawRequest raw,
                                              const RequestOptions& options) {
  std::stop_source stop;
  auto head = std::make_shared<Head>(Head{.status = 0, .headers = {}});
  const auto context = context_of(options, stop.get_token());
  if (!raw.headers.has("accept")) raw.headers.add("accept", "text/event-stream");
  auto events =
      std::make_unique<RawEvents>(start_raw(handler, call, std::move(raw), context, options.body), call, head);
  return RawStream{
      std::make_unique<RawStream::State>(std::move(stop), std::move(head), std::move(events), options.stop)};
}

}  // namespace oaicompat::inline v1
