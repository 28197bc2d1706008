// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/binding.hpp>
#include <oaicompat/api/form.hpp>
#include <oaicompat/base/wake_slot.hpp>
#include <oaicompat/impl/chunk_form.ipp>
#include <oaicompat/impl/noted_event.ipp>
#include <oaicompat/impl/served_request.ipp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/sse/encoder.hpp>
#include <oaicompat/types/codec.hpp>

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>

namespace oaicompat::inline v1::detail {

inline Error stopped_error() {
  auto error = api_error(503, "The request was cancelled before its answer was complete.", "cancelled");
  error.kind = ErrorKind::cancelled;
  return error;
}
inline Error no_answer() { return api_error(500, "The backend gave no answer.", "no_answer"); }

// The fields of an upstream's answer that go on to the caller. **Threads**: any.
class PassedFields {
 public:
  void put(Headers fields) {
    const std::lock_guard lock{mutex_};
    fields_ = std::move(fields);
  }
  // Adds those that the head has not.
  void add_to(Headers& headers) const {
    const std::lock_guard lock{mutex_};
    for (const auto& [name, value] : fields_) {
      if (!headers.has(name)) headers.add(name, value);
    }
  }

 private:
  mutable std::mutex mutex_;
  Headers fields_;
};

// A request while it is answered.
struct Answering {
  std::stop_token stop;
  RequestNotesPtr notes;
  std::shared_ptr<const PassedFields> passed;
  ReasoningMembers reasoning{};
  Writing writing{};
};

// A backend's stream, which ends early when the request's stop fires.
template <class T>
class Stoppable {
 public:
  Stoppable(StreamPtr<T> inner, Answering asked)
      : inner_{std::move(inner)},
        stop_{std::move(asked.stop)},
        notes_{std::move(asked.notes)},
        passed_{std::move(asked.passed)} {}

  Pull pull(T& out) {
    if (std::exchange(waits_, false)) slot_->clear();
    if (stop_.stop_requested()) return stopped_ = true, Pull::fail;
    const auto got = inner_->pull(out);
    if (got == Pull::some) notes_.event(out);
    return got;
  }
  /// What the request is answered with instead.
  void note(const Error& error) const { notes_.error(error); }
  void when_ready(Wake wake) {
    waits_ = true;
    slot_->put(std::move(wake));
    if (!on_stop_ && stop_.stop_possible()) on_stop_.emplace(stop_, Ring{slot_});
    if (stop_.stop_requested()) return slot_->ring();  // it may have fired while no wake was there
    inner_->when_ready(Ring{slot_});
  }
  Error error() const {
    if (stopped_) return stopped_error();
    auto error = inner_->error();
    // That an upstream's answer cannot be read is no fault of the caller's.
    if (error.kind == ErrorKind::parse && error.status < 400) error.status = 502;
    return error;
  }
  // An answer's head, with what goes on of an upstream's.
  Head head(Headers headers) const {
    passed_->add_to(headers);
    return {200, std::move(headers)};
  }
  Answer refusal(Error error) const {
    passed_->add_to(error.headers);
    return error_answer(error);
  }

 private:
  struct Ring {
    std::shared_ptr<WakeSlot> slot;
    void operator()() const { slot->ring(); }
  };
  StreamPtr<T> inner_;
  std::stop_token stop_;
  EventNotes notes_;
  std::shared_ptr<const PassedFields> passed_;
  std::shared_ptr<WakeSlot> slot_ = std::make_shared<WakeSlot>();
  std::optional<std::stop_callback<Ring>> on_stop_;
  bool stopped_ = false, waits_ = false;
};

// Pulls a backend's events into the one response, and gives it as a JSON answer.
template <Operation Op>
class WholeAnswer final : public Stream<Part> {
 public:
  WholeAnswer(StreamPtr<Event<Op>> events, const Parsed<typename Op::Request>& request, const Answering& asked)
      : events_{std::move(events), asked}, request_{request}, reasoning_{asked.reasoning}, writing_{asked.writing} {}

  Pull pull(Part& out) override {
    if (!answer_) {
      auto result = gather();
      if (!result) return Pull::wait;
      if (!*result) events_.note(result->error());
      answer_ = *result ? written(***result) : events_.refusal(result->error());
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
      began_ = true;
      if constexpr (StreamedOperation<Op>) {
        if (auto* whole = std::get_if<1>(&event_)) {
          response_ = std::make_unique<Response>(std::move(*whole));
        } else {
          if (!chunks_) chunks_ = std::make_unique<Accumulator>();
          if (auto added = chunks_->add(std::get<0>(event_)); !added) {
            if (!is_error_event<Op>(std::get<0>(event_))) return added.error();
            told_ = added.error();  // the stream's own failure says more
          }
        }
      } else {
        response_ = std::make_unique<Response>(std::move(event_));
      }
    }
  }
  Result<std::unique_ptr<Response>> finish() {
    if (!began_) return no_answer();
    if (told_) return *told_;
    if (response_) return std::move(response_);
    if constexpr (StreamedOperation<Op>) {
      auto whole = chunks_->finish();
      if (!whole) return whole.error();
      return std::make_unique<Response>(*std::move(whole));
    }
    return no_answer();
  }
  Answer written(Response& response) const {
    if constexpr (is_shaped) Op::shape(response, *request_);
    if constexpr (requires { name_reasoning(response, reasoning_); }) name_reasoning(response, reasoning_);
    if constexpr (TextOperation<Op>) {
      if (auto text = Op::as_text(response, *request_))
        return ready_answer(events_.head({{"content-type", std::move(text->content_type)}}), std::move(text->body));
    }
    Bytes body;
    append_json(body, response, writing_);
    return ready_answer(events_.head({{"content-type", "application/json"}}), std::move(body));
  }

  struct None {
    None() = default;
    explicit None(const Parsed<typename Op::Request>&) {}
  };
  template <class>
  struct AccumulatorOf {
    using type = None;
  };
  template <StreamedOperation O>
  struct AccumulatorOf<O> {
    using type = typename O::Streaming::Accumulator;
  };
  using Accumulator = typename AccumulatorOf<Op>::type;
  static constexpr bool is_shaped = requires(Response & response, const typename Op::Request& request) {
    Op::shape(response, request);
  };

  Stoppable<Event<Op>> events_;
  // A request may be large: it is kept only where it is needed.
  static constexpr bool needs_request = is_shaped || TextOperation<Op>;
  [[no_unique_address]] std::conditional_t<needs_request, Parsed<typename Op::Request>, None> request_;
  const ReasoningMembers reasoning_;
  const Writing writing_;
  Event<Op> event_;
  std::unique_ptr<Accumulator> chunks_;
  bool began_ = false;
  std::optional<Error> told_;
  std::unique_ptr<Response> response_;
  Answer answer_;
};

// Gives a backend's bytes as they come. The head waits for the first of them; a failure after it cuts the answer off.
template <MediaOperation Op>
class MediaAnswer final : public Stream<Part> {
 public:
  MediaAnswer(StreamPtr<Event<Op>> events, std::string content_type, Answering asked)
      : events_{std::move(events), std::move(asked)}, content_type_{std::move(content_type)} {}

  Pull pull(Part& out) override {
    if (refusal_) return refusal_->pull(out);
    if (held_) {
      out = *std::exchange(held_, std::nullopt);
      return Pull::some;
    }
    for (;;) {
      const auto got = events_.pull(event_);
      if (got == Pull::wait || (headed_ && got == Pull::end)) return got;
      if (got == Pull::end) return refuse(no_answer(), out);
      if (got == Pull::fail) return refuse(events_.error(), out);
      auto piece = bytes();
      if (!piece) return refuse(api_error(502, "The speech is not base64.", "unreadable_answer"), out);
      if (headed_ && piece->empty()) continue;
      if (headed_) {
        out = *std::move(piece);
      } else {
        headed_ = true;
        if (!piece->empty()) held_ = std::move(piece);
        out = events_.head({{"content-type", content_type_.empty() ? "application/octet-stream" : content_type_}});
      }
      return Pull::some;
    }
  }
  void when_ready(Wake wake) override { events_.when_ready(std::move(wake)); }
  Error error() const override { return error_; }

 private:
  std::optional<Bytes> bytes() {
    if constexpr (StreamedOperation<Op>) {
      if (event_.index() == 0) return Op::Streaming::bytes(std::get<0>(event_));
      return bytes_of(std::get<1>(event_));
    } else {
      return bytes_of(event_);
    }
  }
  Bytes bytes_of(Media& media) {
    if (!headed_ && !media.content_type.empty()) content_type_ = std::move(media.content_type);
    return std::move(media.body);
  }
  Pull refuse(Error error, Part& out) {
    error_ = std::move(error);
    events_.note(error_);
    if (headed_) return Pull::fail;
    refusal_ = events_.refusal(error_);
    return refusal_->pull(out);
  }

  Stoppable<Event<Op>> events_;
  std::string content_type_;
  Event<Op> event_;
  bool headed_ = false;
  std::optional<Bytes> held_;
  Answer refusal_;
  Error error_;
};

// Whether the stream has a last event of its own, which stands for nothing that a backend gives.
template <class Op>
concept ClosesStream = requires {
  Op::Streaming::closing();
};

// Gives a backend's events as server-sent events. The head waits for the first event.
template <StreamedOperation Op>
class StreamedAnswer final : public Stream<Part> {
 public:
  StreamedAnswer(StreamPtr<Event<Op>> events, const typename Op::Request& request, const Answering& asked)
      : events_{std::move(events), asked},
        shape_{Op::Streaming::shape_for(request)},
        reasoning_{asked.reasoning},
        writing_{asked.writing},
        chunks_{asked.writing} {}

  Pull pull(Part& out) override {
    if (refusal_) return refusal_->pull(out);
    if (!held_.empty()) {
      out = std::exchange(held_, {});
      return Pull::some;
    }
    auto* bytes = std::get_if<Bytes>(&out);
    if (!bytes) bytes = &out.emplace<Bytes>();
    bytes->clear();
    const auto got = next(*bytes);
    if (got != Pull::some) return refusal_ ? refusal_->pull(out) : got;
    if (!std::exchange(headed_, true)) {
      held_ = std::move(*bytes);
      out = events_.head({{"content-type", std::string{sse_content_type}},
                          {"cache-control", "no-cache"},
                          {"x-accel-buffering", "no"}});
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
          if (!headed_) return fail(out, no_answer());
          ended_ = true;
          if constexpr (ClosesStream<Op>) {
            if (!closed_) return append_event(out, Op::Streaming::closing()), Pull::some;
          }
          if constexpr (NamesEvents<Op>) return Pull::end;
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
    if (!Op::Streaming::shape(chunk, shape_)) return false;
    if constexpr (requires { name_reasoning(chunk, reasoning_); }) name_reasoning(chunk, reasoning_);
    if constexpr (NumbersEvents<Op>) {
      last_number_ = Op::Streaming::number(chunk, last_number_);
      told_ = told_ || Op::Streaming::name(chunk) == "error";
    }
    if constexpr (ClosesStream<Op>) closed_ = closed_ || Op::Streaming::closes(chunk);
    if constexpr (HasWords<Op> || HasNumberedWords<Op>) {
      chunks_.append(out, chunk);
    } else {
      append_event(out, chunk);
    }
    return true;
  }
  void append_event(Bytes& out, const Chunk& chunk) const {
    append_sse_name(out, Op::Streaming::name(chunk));
    append_sse_json(out, chunk, writing_);
  }
  Pull fail(Bytes& out, const Error& error) {
    ended_ = true;
    events_.note(error);
    if (!headed_) return refusal_ = events_.refusal(error), Pull::fail;
    if constexpr (NumbersEvents<Op>) {
      if (told_) return Pull::end;
      append_sse_event(out, "error", to_json(Op::Streaming::failure(error, last_number_)));
    } else {
      append_sse_data(out, error_body(error));
    }
    return Pull::some;
  }

  Stoppable<Event<Op>> events_;
  const typename Op::Streaming::Shape shape_;
  const ReasoningMembers reasoning_;
  const Writing writing_;
  Event<Op> event_;
  std::vector<Chunk> split_;
  std::size_t next_split_ = 0;
  struct None {
    explicit None(Writing) {}
  };
  template <class>
  struct WriterOf {
    using type = None;
  };
  template <HasWords O>
  struct WriterOf<O> {
    using type = ChunkWriter<O>;
  };
  template <HasNumberedWords O>
  struct WriterOf<O> {
    using type = NumberedWriter<O>;
  };
  [[no_unique_address]] typename WriterOf<Op>::type chunks_;
  bool headed_ = false, ended_ = false, closed_ = false;
  bool told_ = false;  // an error event of the backend's own has said why the stream fails
  std::int64_t last_number_ = -1;
  Bytes held_;
  Answer refusal_;
};

// Runs a request that was read.
template <Operation Op>
Answer run_operation(const Backend& backend, Result<Parsed<typename Op::Request>> parsed, Context context,
                     const ServeOptions& options) {
  if (!parsed) return error_answer(parsed.error(), context);
  note_model(context.notes, **parsed);
  if (const auto refusal = refusal_of<Op>(**parsed, options)) return error_answer(*refusal, context);
  const auto passed = std::make_shared<PassedFields>();
  context.on_passed = [passed](Headers fields) { passed->put(std::move(fields)); };
  const Answering asked{context.stop, context.notes, passed, options.reasoning,
                        options.answers.value_or(Writing::as_it_came)};
  bool streamed = false;
  if constexpr (StreamedOperation<Op>) streamed = Op::Streaming::wanted(**parsed);
  auto events = backend.run<Op>(*parsed, std::move(context));
  if (!events) return error_answer(no_answer(), {.notes = asked.notes});
  if constexpr (StreamedOperation<Op>) {
    if (streamed) return std::make_unique<StreamedAnswer<Op>>(std::move(events), **parsed, asked);
  }
  if constexpr (MediaOperation<Op>) {
    std::string content_type;
    if constexpr (requires { Op::content_type(**parsed); }) content_type = Op::content_type(**parsed);
    return std::make_unique<MediaAnswer<Op>>(std::move(events), std::move(content_type), asked);
  } else {
    return std::make_unique<WholeAnswer<Op>>(std::move(events), *parsed, asked);
  }
}

// Reads a large form a step a pull, so that others have their turn on the thread, and then runs it.
template <Operation Op>
class LargeFormAnswer final : public Stream<Part> {
 public:
  LargeFormAnswer(Backend backend, Request request, ServeOptions options)
      : backend_{std::move(backend)},
        options_{std::move(options)},
        context_{std::move(request.context)},
        scan_{std::in_place, std::move(request.body), request.headers.get("content-type"), options_.forms} {}

  Pull pull(Part& out) override {
    if (!answer_) {
      if (context_.stop.stop_requested()) {
        answer_ = error_answer(stopped_error(), context_);
      } else if (scan_->step()) {
        return Pull::wait;
      } else {
        answer_ =
            run_operation<Op>(backend_, FormCodec<typename Op::Request>::read(*scan_), std::move(context_), options_);
      }
      scan_.reset();
    }
    return answer_->pull(out);
  }
  void when_ready(Wake wake) override { answer_ ? answer_->when_ready(std::move(wake)) : wake(); }
  Error error() const override { return answer_ ? answer_->error() : Error{}; }

 private:
  const Backend backend_;
  const ServeOptions options_;
  Context context_;
  std::optional<FormScan> scan_;
  Answer answer_;
};

// Hands fields of the request to a client behind the server, but for those that a layer has set.
inline void pass_on_fields(Request& request, const std::vector<std::string>& names) {
  auto& send = request.context.send_headers;
  for (const auto& name : names) {
    const auto* value = request.headers.find(name);
    if (value && !send.has(name)) send.add(name, *value);
  }
}

template <Operation Op>
Answer serve_operation(const Backend& backend, Request request, const PathMembers& path, const ServeOptions& options) {
  constexpr std::size_t large = 1 << 20;
  if (!backend.offers<Op>()) return error_answer(backend.run<Op>(typename Op::Request{})->error(), request.context);
  pass_on_fields(request, options.pass_on);
  if constexpr (Op::endpoint.body != RequestBody::json) {
    if (request.body.size() > large && comes_as_form<Op>(request))
      return std::make_unique<LargeFormAnswer<Op>>(backend, std::move(request), options);
  }
  auto parsed = read_request<Op>(request, path, options);
  return run_operation<Op>(backend, std::move(parsed), std::move(request.context), options);
}

}  // namespace oaicompat::inline v1::detail
