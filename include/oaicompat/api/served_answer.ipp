// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/chunk_form.ipp>
#include <oaicompat/api/error_body.hpp>
#include <oaicompat/api/noted_event.ipp>
#include <oaicompat/api/reasoning.hpp>
#include <oaicompat/api/served.hpp>
#include <oaicompat/sse/encoder.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace oaicompat::inline v1::detail {

// A backend's stream of one type, with what it says for the access log.
template <class T>
class Stoppable : public StoppableStream {
 public:
  Stoppable(AnyStreamPtr inner, const Answering& asked)
      : StoppableStream{std::move(inner), asked}, notes_{asked.notes} {}
  Pull pull(T& out) {
    const auto got = StoppableStream::pull(&out);
    if (got == Pull::some) notes_.event(out);
    return got;
  }
  /// What the request is answered with instead.
  void note(const Error& error) const { notes_.error(error); }

 private:
  EventNotes notes_;
};

// Pulls a backend's events into the one response, and gives it as an answer.
template <StreamedOperation Op>
class WholeAnswer final : public Stream<Part> {
 public:
  WholeAnswer(AnyStreamPtr events, const AnyRequest& request, const Answering& asked)
      : events_{std::move(events), asked}, request_{needed(asked.row, request)}, asked_{asked} {}

  Pull pull(Part& out) override {
    if (!answer_) {
      auto result = gather();
      if (!result) return Pull::wait;
      if (!*result) events_.note(result->error());
      answer_ = *result ? written(events_, asked_, (**result).get(), request_.value) : events_.refusal(result->error());
    }
    return answer_->pull(out);
  }
  void when_ready(Wake wake) override { events_.when_ready(std::move(wake)); }

 private:
  using Response = typename Op::Response;
  using Accumulator = typename Op::Streaming::Accumulator;

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
      if (auto* whole = std::get_if<1>(&event_)) {
        response_ = std::make_unique<Response>(std::move(*whole));
        continue;
      }
      if (!chunks_) chunks_ = std::make_unique<Accumulator>();
      if (auto added = chunks_->add(std::get<0>(event_)); !added) {
        if (!is_error_event<Op>(std::get<0>(event_))) return added.error();
        told_ = added.error();  // the stream's own failure says more
      }
    }
  }
  Result<std::unique_ptr<Response>> finish() {
    if (!began_) return events_.ended_without_answer();
    if (told_) return *told_;
    if (response_) return std::move(response_);
    auto whole = chunks_->finish();
    if (!whole) return whole.error();
    return std::make_unique<Response>(*std::move(whole));
  }

  Stoppable<Event<Op>> events_;
  const AnyRequest request_;
  const Answering asked_;
  Event<Op> event_;
  std::unique_ptr<Accumulator> chunks_;
  bool began_ = false;
  std::optional<Error> told_;
  std::unique_ptr<Response> response_;
  Answer answer_;
};

// Gives a backend's bytes as they come. The head waits for the first of them; a failure after it cuts the answer off.
template <BinaryOperation Op>
class MediaAnswer final : public Stream<Part> {
 public:
  MediaAnswer(AnyStreamPtr events, std::string content_type, const Answering& asked)
      : events_{std::move(events), asked}, content_type_{std::move(content_type)} {}

  Pull pull(Part& out) override {
    if (refusal_) return refusal_->pull(out);
    if (held_) {
      out = *std::exchange(held_, std::nullopt);
      return Pull::some;
    }
    while (!ended_) {
      const auto got = events_.pull(event_);
      if (got == Pull::wait) return got;
      if (got == Pull::fail) return refuse(events_.error(), out);
      if (got == Pull::end) {
        ended_ = true;
        if (!began_) return refuse(events_.ended_without_answer(), out);
        if (!headed_) return give_head(out);  // no byte at all is an answer, too
        break;
      }
      auto piece = bytes();
      if (!piece) return refuse(api_error(502, "The speech is not base64.", "unreadable_answer"), out);
      began_ = true;
      if (piece->empty()) continue;
      if (!headed_) {
        held_ = std::move(piece);
        return give_head(out);
      }
      out = *std::move(piece);
      return Pull::some;
    }
    return Pull::end;
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
  Bytes bytes_of(BinaryContent& media) {
    if (!headed_ && !media.content_type.empty()) content_type_ = std::move(media.content_type);
    return std::move(media.body);
  }
  Pull give_head(Part& out) {
    headed_ = true;
    out = events_.head({{"content-type", content_type_.empty() ? "application/octet-stream" : content_type_}});
    return Pull::some;
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
  bool began_ = false, headed_ = false, ended_ = false;
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
  StreamedAnswer(AnyStreamPtr events, const typename Op::Request& request, const Answering& asked)
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
      if (!event_) event_ = std::make_unique<Event<Op>>();
      switch (events_.pull(*event_)) {
        case Pull::wait: return rest();
        case Pull::fail: return fail(out, events_.error());
        case Pull::end:
          if (!headed_) return fail(out, events_.ended_without_answer());
          ended_ = true;
          if constexpr (ClosesStream<Op>) {
            if (!closed_) return append_event(out, Op::Streaming::closing()), Pull::some;
          }
          if constexpr (NamesEvents<Op>) return Pull::end;
          out += sse_done;
          return Pull::some;
        case Pull::some: break;
      }
      if (event_->index() == 1) {
        split_ = Op::Streaming::split(std::get<1>(*event_));
        next_split_ = 0;
      } else if (append(out, std::get<0>(*event_))) {
        return Pull::some;
      }
    }
  }
  // A stream that waits holds no event, nor the form of its chunks.
  Pull rest() {
    event_.reset();
    chunks_.rest();
    return Pull::wait;
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
  std::unique_ptr<Event<Op>> event_;
  std::vector<Chunk> split_;
  std::size_t next_split_ = 0;
  struct None {
    explicit None(Writing) {}
    void rest() {}
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

}  // namespace oaicompat::inline v1::detail
