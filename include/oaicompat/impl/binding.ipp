// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/binding.hpp>
#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/wake_slot.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/sse/decoder.hpp>
#include <oaicompat/sse/encoder.hpp>
#include <oaicompat/types/codec.hpp>

#include <algorithm>
#include <memory>
#include <optional>

namespace oaicompat::inline v1::detail {

inline Error stopped_error() {
  auto error = api_error(503, "The request was cancelled before its answer was complete.", "cancelled");
  error.kind = ErrorKind::cancelled;
  return error;
}

// A stream that ends early when the request's stop fires.
template <class T>
class Stoppable {
 public:
  Stoppable(StreamPtr<T> inner, std::stop_token stop) : inner_{std::move(inner)}, stop_{std::move(stop)} {}

  Pull pull(T& out) {
    slot_->clear();
    if (stop_.stop_requested()) return stopped_ = true, Pull::fail;
    return inner_->pull(out);
  }
  void when_ready(Wake wake) {
    slot_->put(std::move(wake));
    if (!on_stop_ && stop_.stop_possible()) on_stop_.emplace(stop_, Ring{slot_});
    inner_->when_ready(Ring{slot_});
  }
  Error error() const { return stopped_ ? stopped_error() : inner_->error(); }

 private:
  struct Ring {
    std::shared_ptr<WakeSlot> slot;
    void operator()() const { slot->ring(); }
  };
  StreamPtr<T> inner_;
  std::stop_token stop_;
  std::shared_ptr<WakeSlot> slot_ = std::make_shared<WakeSlot>();
  std::optional<std::stop_callback<Ring>> on_stop_;
  bool stopped_ = false;
};

// --- serve ---------------------------------------------------------------------------------------------------------

// Pulls a backend's events into the one response, and gives it as a JSON answer.
template <Operation Op>
class WholeAnswer final : public Stream<Part> {
 public:
  WholeAnswer(StreamPtr<Event<Op>> events, Parsed<typename Op::Request> request, std::stop_token stop)
      : events_{std::move(events), std::move(stop)}, request_{std::move(request)} {}

  Pull pull(Part& out) override {
    if (!answer_) {
      auto result = gather();
      if (!result) return Pull::wait;
      answer_ = *result ? json_answer(200, written(***result)) : error_answer(result->error());
    }
    return answer_->pull(out);
  }
  void when_ready(Wake wake) override { events_.when_ready(std::move(wake)); }

 private:
  using Response = typename Op::Response;

  // Nothing while it waits.
  std::optional<Result<std::unique_ptr<Response>>> gather() {
    for (;;) {
      switch (events_.pull(event_)) {
        case Pull::wait: return std::nullopt;
        case Pull::fail: return events_.error();
        case Pull::end: return finish();
        case Pull::some: break;
      }
      if constexpr (StreamedOperation<Op>) {
        if (auto* whole = std::get_if<1>(&event_)) {
          response_ = std::make_unique<Response>(std::move(*whole));
        } else if (auto added = chunks_.add(std::get<0>(event_)); !added) {
          return added.error();
        }
      } else {
        response_ = std::make_unique<Response>(std::move(event_));
      }
    }
  }
  Result<std::unique_ptr<Response>> finish() {
    if (response_) return std::move(response_);
    if constexpr (StreamedOperation<Op>) {
      auto whole = chunks_.finish();
      if (!whole) return whole.error();
      return std::make_unique<Response>(*std::move(whole));
    }
    return api_error(500, "The backend gave no answer.", "no_answer");
  }
  Bytes written(Response& response) const {
    if constexpr (requires { Op::shape(response, *request_); }) Op::shape(response, *request_);
    Bytes body;
    append_json(body, response);
    return body;
  }

  struct None {};
  template <class>
  struct AccumulatorOf {
    using type = None;
  };
  template <StreamedOperation O>
  struct AccumulatorOf<O> {
    using type = typename O::Streaming::Accumulator;
  };

  Stoppable<Event<Op>> events_;
  Parsed<typename Op::Request> request_;
  Event<Op> event_;
  typename AccumulatorOf<Op>::type chunks_;
  std::unique_ptr<Response> response_;
  Answer answer_;
};

// Gives a backend's events as server-sent events. The head waits for the first event.
template <StreamedOperation Op>
class StreamedAnswer final : public Stream<Part> {
 public:
  StreamedAnswer(StreamPtr<Event<Op>> events, Parsed<typename Op::Request> request, std::stop_token stop)
      : events_{std::move(events), std::move(stop)}, request_{std::move(request)} {}

  Pull pull(Part& out) override {
    if (refusal_) return refusal_->pull(out);
    if (!held_.empty()) {
      out = std::exchange(held_, {});
      return Pull::some;
    }
    Bytes bytes;
    if (auto* reused = std::get_if<Bytes>(&out)) bytes = std::move(*reused);
    bytes.clear();
    const auto got = next(bytes);
    if (got != Pull::some) return refusal_ ? refusal_->pull(out) : got;
    if (std::exchange(headed_, true)) {
      out = std::move(bytes);
    } else {
      held_ = std::move(bytes);
      out = Head{200,
                 {{"content-type", std::string{sse_content_type}},
                  {"cache-control", "no-cache"},
                  {"x-accel-buffering", "no"}}};
    }
    return Pull::some;
  }
  void when_ready(Wake wake) override { events_.when_ready(std::move(wake)); }

 private:
  using Chunk = typename Op::Chunk;

  // Appends one event.
  Pull next(Bytes& out) {
    for (;;) {
      if (next_split_ < split_.size()) {
        if (append(out, split_[next_split_++])) return Pull::some;
        continue;
      }
      if (ended_) return Pull::end;
      switch (events_.pull(event_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: return fail(out, events_.error());
        case Pull::end:
          if (!headed_) return fail(out, api_error(500, "The backend gave no answer.", "no_answer"));
          ended_ = true;
          out += sse_done;
          return Pull::some;
        case Pull::some: break;
      }
      if (event_.index() == 1) {
        split_ = Op::Streaming::split(std::get<1>(event_));
        next_split_ = 0;
      } else if (append(out, std::get<0>(event_))) {
        return Pull::some;
      }
    }
  }
  bool append(Bytes& out, Chunk& chunk) {
    if (!Op::Streaming::shape(chunk, *request_)) return false;
    out += "data: ";
    const auto from = out.size();
    append_json(out, chunk);
    // Line breaks stand only between the tokens of JSON that was kept as text.
    for (auto at = out.find_first_of("\r\n", from); at != out.npos; at = out.find_first_of("\r\n", at)) out[at] = ' ';
    out += "\n\n";
    return true;
  }
  Pull fail(Bytes& out, const Error& error) {
    ended_ = true;
    if (!headed_) return refusal_ = error_answer(error), Pull::fail;
    append_sse_data(out, error_body(error));
    return Pull::some;
  }

  Stoppable<Event<Op>> events_;
  Parsed<typename Op::Request> request_;
  Event<Op> event_;
  std::vector<Chunk> split_;
  std::size_t next_split_ = 0;
  bool headed_ = false, ended_ = false;
  Bytes held_;
  Answer refusal_;
};

// The request's members as they stand in the path and the query, as a JSON object.
inline Bytes members_as_json(const PathMembers& path, std::string_view query) {
  Bytes out{"{"};
  const auto add = [&](std::string_view name, std::string_view value) {
    if (out.size() > 1) out += ',';
    write_quoted(out, name);
    out += ':';
    write_quoted(out, value);
  };
  for (const auto& [name, value] : path) add(name, percent_decoded(value));
  for (const auto& [name, value] : query_members(query)) add(name, value);
  out += '}';
  return out;
}

template <Operation Op>
Answer serve_operation(const Backend& backend, Request request, const PathMembers& path, const ServeOptions& options) {
  auto reading = options.reading;
  const bool has_body = Op::endpoint.method == "POST";
  if (!has_body) reading.reading = Reading::lenient;
  auto parsed = parse<typename Op::Request>(has_body ? std::move(request.body) : members_as_json(path, request.query), reading);
  if (!parsed) return error_answer(parsed.error());
  if (has_body && options.unknown_fields == UnknownFields::reject && !(**parsed).extra.empty()) {
    const auto name = (**parsed).extra.begin()->key.str();
    return error_answer(api_error(400, "Unrecognized request argument supplied: " + name + ".", "unknown_parameter", name));
  }
  const auto stop = request.context.stop;
  bool streamed = false;
  if constexpr (StreamedOperation<Op>) streamed = Op::Streaming::wanted(**parsed);
  auto events = backend.run<Op>(*parsed, std::move(request.context));
  if constexpr (StreamedOperation<Op>) {
    if (streamed) return std::make_unique<StreamedAnswer<Op>>(std::move(events), *std::move(parsed), stop);
  }
  return std::make_unique<WholeAnswer<Op>>(std::move(events), *std::move(parsed), stop);
}

// --- call ----------------------------------------------------------------------------------------------------------

// Reads a handler's answer as an operation's events.
template <Operation Op>
class CalledStream final : public Stream<Event<Op>> {
 public:
  CalledStream(Answer answer, Context context, const CallOptions& options, bool streamed)
      : answer_{std::move(answer)},
        on_head_{std::move(context.on_head)},
        options_{options},
        streamed_{streamed},
        decoder_{{.max_event_bytes = options.max_event_bytes}} {}

  Pull pull(Event<Op>& out) override {
    for (;;) {
      if (state_ == State::ended) return error_ ? Pull::fail : Pull::end;
      if (state_ == State::events) {
        if (const auto got = next_event(out); got != Pull::wait) return settle(got);
      }
      switch (answer_->pull(part_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: return settle(fail(answer_->error()));
        case Pull::end:
          if (state_ != State::events) return settle(whole(out));
          decoder_.finish();
          break;
        case Pull::some:
          if (!take()) return settle(Pull::fail);
          break;
      }
    }
  }
  void when_ready(Wake wake) override { answer_->when_ready(std::move(wake)); }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  enum class State { head, body, events, ended };

  Pull fail(Error error) {
    if (error.request_id.empty()) error.request_id = std::string{head_.headers.get("x-request-id")};
    error_ = std::move(error);
    return Pull::fail;
  }
  // After the last event the upstream is let go.
  Pull settle(Pull got) {
    if (got != Pull::some || last_) {
      state_ = State::ended;
      answer_.reset();
    }
    return got;
  }
  bool take() {
    if (auto* head = std::get_if<Head>(&part_)) {
      head_ = std::move(*head);
      if (on_head_) on_head_(head_);
      const auto type = head_.headers.get("content-type");
      const bool json = type.find("json") != type.npos;
      state_ = head_.status < 300 && (is_event_stream(type) || (streamed_ && !json)) ? State::events : State::body;
      return true;
    }
    auto& bytes = std::get<Bytes>(part_);
    if (state_ == State::events) {
      piece_ = std::move(bytes);
      decoder_.feed(piece_);
    } else if (body_.size() + bytes.size() > options_.max_answer_bytes) {
      fail(local_error(ErrorKind::protocol, "The answer is larger than " + std::to_string(options_.max_answer_bytes) + " bytes.",
                       "answer_too_large"));
      return false;
    } else {
      body_ += bytes;
    }
    return true;
  }
  Pull whole(Event<Op>& out) {
    if (state_ == State::head) return fail(local_error(ErrorKind::protocol, "The answer has no head."));
    if (head_.status >= 300) return fail(read_error(head_, body_));
    auto response = parse_owned<typename Op::Response>(body_, reading());
    if (!response) return fail(not_understood(response.error()));
    if constexpr (StreamedOperation<Op>) {
      out.template emplace<1>(*std::move(response));
    } else {
      out = *std::move(response);
    }
    last_ = true;
    return Pull::some;
  }
  ReadOptions reading() const { return {.reading = Reading::lenient, .max_memory = options_.max_answer_bytes}; }
  Error not_understood(const Error& why) const {
    auto error = local_error(ErrorKind::parse, "The answer could not be read: " + why.message, "unreadable_answer");
    error.param = why.param;
    error.status = head_.status;
    return error;
  }
  Pull next_event(Event<Op>& out) {
    if constexpr (!StreamedOperation<Op>) {
      return fail(local_error(ErrorKind::protocol, "The answer is an event stream where none was expected."));
    } else {
      SseEvent event;
      for (;;) {
        if (const auto got = decoder_.next(event); got != Pull::some) {
          if (got == Pull::fail) return fail(decoder_.error());
          return got == Pull::end ? at_end() : got;
        }
        if (event.data.starts_with("[DONE]")) return Pull::end;
        if (event.data.find_first_not_of(" \t\r\n") == event.data.npos) continue;
        return read_chunk(event, out);
      }
    }
  }
  Pull read_chunk(const SseEvent& event, Event<Op>& out) {
    auto chunk = parse_owned<typename Op::Chunk>(event.data, reading());
    if (!chunk) return event.unterminated ? fail(cut_off()) : fail(not_understood(chunk.error()));
    const auto* inner = chunk->extra.find("error");
    const bool has_error = inner && inner->view() != "null" && inner->view() != "false";
    if (has_error || event.name == "error") {
      auto error = read_error({}, event.data);
      error.kind = ErrorKind::api;
      return fail(std::move(error));
    }
    if (auto added = progress_.add(*chunk); !added) return fail(added.error());
    out.template emplace<0>(*std::move(chunk));
    return Pull::some;
  }
  Pull at_end() { return progress_.complete() ? Pull::end : fail(cut_off()); }
  static Error cut_off() {
    return local_error(ErrorKind::protocol, "The stream was cut off before its end.", "stream_cut_off");
  }

  struct None {};
  template <class>
  struct ProgressOf {
    using type = None;
  };
  template <StreamedOperation O>
  struct ProgressOf<O> {
    using type = typename O::Streaming::Progress;
  };

  Answer answer_;
  std::function<void(const Head&)> on_head_;
  const CallOptions options_;
  const bool streamed_;
  SseDecoder decoder_;
  State state_ = State::head;
  bool last_ = false;
  Head head_;
  Part part_;
  Bytes piece_, body_;
  typename ProgressOf<Op>::type progress_;
  std::optional<Error> error_;
};

// Puts the members that the path names into it, and the others into the query.
OAICOMPAT_API Error place_members(const Bytes& json, Request& request);

template <Operation Op>
StreamPtr<Event<Op>> call_operation(const Handler& handler, const Parsed<typename Op::Request>& value, Context context,
                                    const CallOptions& options) {
  Request request{.method = std::string{Op::endpoint.method}, .path = options.prefix + std::string{Op::endpoint.path}};
  bool streamed = false;
  if constexpr (StreamedOperation<Op>) streamed = Op::Streaming::wanted(*value);
  request.headers = {{"accept", streamed ? "text/event-stream" : "application/json"}};
  if (Op::endpoint.method == "POST") {
    append_json(request.body, *value);
    request.headers.add("content-type", "application/json");
  } else if (auto error = place_members(to_json(*value), request); !error.message.empty()) {
    return failed<Event<Op>>(std::move(error));
  }
  for (const auto& field : context.send_headers) request.headers.set(field.name, field.value);
  if (!context.send_query.empty()) request.query += (request.query.empty() ? "" : "&") + context.send_query;
  request.context = context;
  request.context.send_headers = {};
  request.context.may_block = false;
  return std::make_unique<CalledStream<Op>>(handler(std::move(request)), std::move(context), options, streamed);
}

// --- offload -------------------------------------------------------------------------------------------------------

template <Operation Op>
StreamPtr<Event<Op>> offload_operation(const Perform<Op>& perform, WorkerPool& pool, Parsed<typename Op::Request> request, Context context) {
  return offload_stream<Event<Op>>(pool, [perform, request = std::move(request), context = std::move(context)](ChannelWriter<Event<Op>>& out) {
    auto events = perform(request, context);
    Waiter waiter{out.reader_gone()};
    Event<Op> event;
    Pull got;
    while ((got = waiter.pull(*events, event)) == Pull::some) {
      if (!out.send(std::move(event))) return;
    }
    if (got == Pull::end) out.end();
    if (got == Pull::fail) out.fail(events->error());
  });
}

// --- the row -------------------------------------------------------------------------------------------------------

template <Operation Op>
Binding binding() {
  return {.endpoint = Op::endpoint,
          .serve = &serve_operation<Op>,
          .call =
              [](Backend& backend, const std::shared_ptr<const Handler>& handler, const CallOptions& options) {
                backend.on<Op>([handler, options](const Parsed<typename Op::Request>& request, Context context) {
                  return call_operation<Op>(*handler, request, std::move(context), options);
                });
              },
          .offload =
              [](Backend& to, const Backend& from, const std::shared_ptr<WorkerPool>& pool) {
                if (!from.offers<Op>()) return;
                to.on<Op>([from, pool](Parsed<typename Op::Request> request, Context context) {
                  const Perform<Op> perform = [from](Parsed<typename Op::Request> r, Context c) { return from.run<Op>(std::move(r), std::move(c)); };
                  return offload_operation<Op>(perform, *pool, std::move(request), std::move(context));
                });
              }};
}

}  // namespace oaicompat::inline v1::detail
