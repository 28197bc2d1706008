// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/binding.hpp>
#include <oaicompat/api/form.hpp>
#include <oaicompat/http/retry_fields.hpp>
#include <oaicompat/impl/called_body.ipp>
#include <oaicompat/impl/chunk_form.ipp>
#include <oaicompat/sse/decoder.hpp>
#include <oaicompat/types/codec.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace oaicompat::inline v1::detail {

// Reads a handler's answer as an operation's events.
template <Operation Op>
class CalledStream final : public Stream<Event<Op>> {
 public:
  // What the request asked for.
  struct Wanted {
    bool events = false, text = false;
  };
  CalledStream(Answer answer, Context context, const CallOptions& options, Wanted wanted)
      : answer_{std::move(answer)},
        on_head_{std::move(context.on_head)},
        on_passed_{std::move(context.on_passed)},
        options_{options},
        wanted_{wanted},
        decoder_{{.max_event_bytes = options.max_event_bytes}} {}

  Pull pull(Event<Op>& out) override {
    for (;;) {
      if (state_ == State::ended) return error_ ? Pull::fail : Pull::end;
      if (state_ == State::events) {
        if (const auto got = next_event(out); got != Pull::wait) return settle(got);
      }
      switch (answer_->pull(part_)) {
        case Pull::wait:
          if (!std::exchange(undecided_, false)) return Pull::wait;
          break;
        case Pull::fail: return settle(fail(answer_->error()));
        case Pull::end:
          if (state_ == State::media) return settle(media(out, {}));
          if (state_ != State::events && state_ != State::open) return settle(whole(out));
          state_ = State::events;
          decoder_.finish();
          break;
        case Pull::some:
          if (!take()) return settle(Pull::fail);
          if (auto* bytes = std::get_if<Bytes>(&part_); bytes && state_ == State::media && !bytes->empty())
            return media(out, std::move(*bytes));
          break;
      }
    }
  }
  void when_ready(Wake wake) override { answer_->when_ready(std::move(wake)); }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  // Open: events or a whole body; the first byte tells.
  enum class State { head, open, body, events, media, ended };

  // The stream fails with the error that it told before, if there is one.
  Pull fail(Error error) {
    if (told_) error = *std::exchange(told_, std::nullopt);
    if (error.request_id.empty()) error.request_id = std::string{head_.headers.get("x-request-id")};
    if (error.headers.empty()) error.headers = passed_fields(head_.headers, options_.pass_on);
    if (!error.retry_after) error.retry_after = retry_after(head_.headers, options_.clock->unix_time());
    error_ = std::move(error);
    return Pull::fail;
  }
  // After the last event the upstream is let go. Its end often stands ready: taken, it leaves the connection usable.
  Pull settle(Pull got) {
    if (got == Pull::some && !last_) return got;
    for (int i = 0; got == Pull::end && i < 4 && answer_->pull(part_) == Pull::some; ++i) {
    }
    state_ = State::ended;
    answer_.reset();
    return got;
  }

  bool take() {
    if (auto* head = std::get_if<Head>(&part_)) return take_head(std::move(*head));
    auto& bytes = std::get<Bytes>(part_);
    if (state_ == State::media) return true;
    if (state_ == State::open) {
      body_ += bytes;
      if (!open()) return true;
      bytes = std::exchange(body_, {});
    }
    if (state_ == State::events) {
      if (!began_) begin_.append(bytes, 0, first_bytes_kept - std::min(begin_.size(), first_bytes_kept));
      piece_ = std::move(bytes);
      decoder_.feed(piece_);
      return true;
    }
    if (body_.size() + bytes.size() > options_.max_answer_bytes) {
      fail(local_error(ErrorKind::protocol,
                       "The answer is larger than " + std::to_string(options_.max_answer_bytes) + " bytes.",
                       "answer_too_large"));
      return false;
    }
    body_ += bytes;
    return true;
  }
  bool take_head(Head head) {
    if (state_ != State::head) {
      fail(local_error(ErrorKind::protocol, "The answer has two heads."));
      return false;
    }
    head_ = std::move(head);
    if (on_head_) on_head_(head_);
    if (on_passed_) pass_fields();
    const auto type = head_.headers.get("content-type");
    is_events_ = is_event_stream(type);
    if (head_.status >= 300) {
      state_ = State::body;
    } else if (MediaOperation<Op> && !is_events_) {
      state_ = is_media_type(type, "application/json") || is_media_type(type, "text/html") ? State::body : State::media;
    } else {
      state_ = wanted_.events || is_events_ ? State::open : State::body;
    }
    return true;
  }
  void pass_fields() {
    auto passed = passed_fields(head_.headers, options_.pass_on);
    if (const auto* id = head_.headers.find("x-request-id")) passed.set("x-upstream-request-id", *id);
    on_passed_(std::move(passed));
  }
  // Whether the first byte has come that tells events from a whole body.
  bool open() {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (body_.size() < byte_order_mark.size() && byte_order_mark.starts_with(body_)) return false;
    const std::size_t begin = body_.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    const auto first = body_.find_first_not_of(" \t\r\n", begin);
    if (first == body_.npos) return body_.resize(begin), false;  // blanks may come for ever
    const char c = body_[first];
    const bool whole = c == '{' || c == '[' || (!is_events_ && (c == '<' || c == '"'));
    state_ = whole ? State::body : State::events;
    return true;
  }

  // A piece of the bytes; at their end one more, if there was none.
  Pull media(Event<Op>& out, Bytes bytes) {
    if constexpr (MediaOperation<Op>) {
      if (bytes.empty() && given_) return Pull::end;
      if (bytes.empty() && (head_.status == 204 || !head_.headers.has("content-type")))
        return fail(unreadable(head_, {}, local_error(ErrorKind::parse, "it is empty.")));
      given_ = true;
      put(out, Media{std::string{head_.headers.get("content-type")}, std::move(bytes)});
      return Pull::some;
    } else {
      return Pull::end;
    }
  }
  static void put(Event<Op>& out, typename Op::Response response) {
    if constexpr (StreamedOperation<Op>) {
      out.template emplace<1>(std::move(response));
    } else {
      out = std::move(response);
    }
  }

  Pull whole(Event<Op>& out) {
    if (state_ == State::head) return fail(local_error(ErrorKind::protocol, "The answer has no head."));
    if (head_.status >= 300) return fail(read_error(head_, body_));
    const CalledBody<Op> body{head_, body_, wanted_.text, reading()};
    auto response = body.read();
    if (!response)
      return fail(is_error_alone(body_) ? read_error(head_, body_) : unreadable(head_, body_, response.error()));
    if (auto error = body.error_instead(*response)) return fail(*std::move(error));
    put(out, *std::move(response));
    last_ = true;
    return Pull::some;
  }
  ReadOptions reading() const { return {.reading = Reading::lenient, .max_memory = options_.max_answer_bytes}; }

  Pull next_event(Event<Op>& out) {
    if constexpr (!StreamedOperation<Op>) {
      return fail(local_error(ErrorKind::protocol, "The answer is an event stream where none was expected."));
    } else {
      SseEvent event;
      for (;;) {
        if (!undecided_ && give_queued(out)) return Pull::some;
        if (const auto got = decoder_.next(event); got != Pull::some) {
          if (got == Pull::fail) return fail(decoder_.error());
          return got == Pull::end ? at_end() : got;
        }
        const auto first = event.data.find_first_not_of(" \t\r\n");
        if (first == event.data.npos) continue;
        const auto data = event.data.substr(first);
        if (data.starts_with("[DONE]")) return told_ ? fail({}) : Pull::end;
        if (event.unterminated && std::string_view{"[DONE]"}.starts_with(data)) return at_end();
        if (const auto got = read_chunk(event, out); got != Pull::wait) return got;
      }
    }
  }
  // Gives a chunk, or fails, or has put the chunk into the queue (`wait`).
  Pull read_chunk(const SseEvent& event, Event<Op>& out) {
    if (event.name == "error") return take_error(event);
    auto& chunk = out.index() == 0 ? std::get<0>(out) : out.template emplace<0>();
    if (auto error = chunks_.read(event.data, chunk))
      return event.unterminated ? fail(cut_off()) : fail(unreadable(head_, event.data, *error));
    if (carries_error(chunk) || (says_nothing(chunk) && is_error_alone(event.data))) return take_error(event);
    if constexpr (requires { chunk.extra; }) chunk.extra.note_from_wire();
    if constexpr (requires { progress_.number_calls(chunk); }) progress_.number_calls(chunk);
    if (auto added = progress_.add(chunk); !added) return fail(added.error());
    began_ = true;
    if (!told_) return Pull::some;
    undecided_ = false;
    queue_.push_back(std::move(chunk));
    return Pull::wait;
  }
  // An error ends the stream. Where errors are events like others, what follows it is given all the same, and it itself
  // before that, as it came. One that nothing follows is the stream's failure alone, unless an object in it says more.
  Pull take_error(const SseEvent& event) {
    auto error = read_error({}, event.data);
    if constexpr (NumbersEvents<Op>) {
      auto chunk = parse_owned<typename Op::Chunk>(event.data, reading());
      if (!began_ || !chunk || chunk->tag() != "error") return fail(std::move(error));
      if (told_) return Pull::wait;  // said before
      const bool nested = is_nested_error(event.data);
      queue_.push_back(nested ? typename Op::Chunk{Unknown{"error", {Text{event.data}}}} : *std::move(chunk));
      told_ = std::move(error);
      undecided_ = !nested;
      return Pull::wait;
    }
    return fail(std::move(error));
  }
  bool give_queued(Event<Op>& out) {
    if (queue_.empty()) return false;
    out.template emplace<0>(std::move(queue_.front()));
    queue_.erase(queue_.begin());
    return true;
  }
  Pull at_end() { return progress_.complete() && !told_ ? Pull::end : fail(cut_off()); }
  Error cut_off() const {
    auto error = local_error(ErrorKind::protocol, "The stream was cut off before its end.", "stream_cut_off");
    if (!began_) error.message = "The stream ended without an answer. It has " + told_of(head_, begin_);
    return error;
  }

  struct None {};
  template <class>
  struct OfStream {
    using Chunk = None;
    using Progress = None;
    struct Chunks {
      explicit Chunks(ReadOptions) {}
    };
  };
  template <StreamedOperation O>
  struct OfStream<O> {
    using Chunk = typename O::Chunk;
    using Progress = typename O::Streaming::Progress;
    using Chunks = ChunkReader<O>;
  };

  Answer answer_;
  std::function<void(const Head&)> on_head_;
  std::function<void(Headers)> on_passed_;
  const CallOptions options_;
  const Wanted wanted_;
  SseDecoder decoder_;
  State state_ = State::head;
  static constexpr std::size_t first_bytes_kept = 1024;
  bool last_ = false, given_ = false, began_ = false, is_events_ = false;
  Head head_;
  Part part_;
  Bytes piece_, body_, begin_;
  typename OfStream<Op>::Progress progress_;
  typename OfStream<Op>::Chunks chunks_{reading()};
  std::optional<Error> error_;
  std::optional<Error> told_;                          // what an error event said
  std::vector<typename OfStream<Op>::Chunk> queue_{};  // events since then, with it
  bool undecided_ = false;                             // whether the error event is given waits for what follows
};

// Puts the members that the path names into it, and the others into the body or the query. Gives an error without a
// message where all is well.
OAICOMPAT_API Error place_members(const Endpoint& endpoint, const Bytes& json, Request& request);

// Notes what the upstream's head says, and then tells whoever else asked for it.
inline std::function<void(const Head&)> note_upstream(RequestNotesPtr notes, std::function<void(const Head&)> then) {
  if (!notes) return then;
  return [notes = std::move(notes), then = std::move(then)](const Head& head) {
    notes->set_upstream(head.status, std::string{head.headers.get("x-request-id")});
    if (then) then(head);
  };
}

template <Operation Op>
bool sends_form(const typename Op::Request& request) {
  if constexpr (Op::endpoint.body == RequestBody::json_or_form) return Op::sends_form(request);
  return Op::endpoint.body == RequestBody::form;
}

template <Operation Op>
StreamPtr<Event<Op>> call_operation(const Handler& handler, const Parsed<typename Op::Request>& value, Context context,
                                    const CallOptions& options) {
  Request request{.method = std::string{Op::endpoint.method}, .path = options.prefix + std::string{Op::endpoint.path}};
  typename CalledStream<Op>::Wanted wanted;
  if constexpr (StreamedOperation<Op>) wanted.events = Op::Streaming::wanted(*value);
  if constexpr (TextOperation<Op>) wanted.text = Op::wants_text(*value);
  constexpr auto accepted = MediaOperation<Op> ? "application/octet-stream" : "application/json";
  request.headers = {{"accept", wanted.events ? "text/event-stream" : wanted.text ? "text/plain" : accepted}};
  if (sends_form<Op>(*value)) {
    if constexpr (Op::endpoint.body != RequestBody::json) {
      auto form = to_form(value);
      request.headers.add("content-type", std::move(form.content_type));
      request.body = std::move(form.body);
    }
  } else if (is_body(Op::endpoint)) {
    request.body = to_json(*value);
    request.headers.add("content-type", "application/json");
  } else if (auto error = place_members(Op::endpoint, to_json(*value), request); !error.message.empty()) {
    return failed<Event<Op>>(std::move(error));
  }
  if (!context.request_id.empty()) request.headers.set("x-request-id", context.request_id);
  for (const auto& field : context.send_headers) request.headers.set(field.name, field.value);
  if (!context.send_query.empty()) request.query += (request.query.empty() ? "" : "&") + context.send_query;
  request.context = context;
  request.context.may_block = false;
  // What has been seen to here is no business of a backend behind the handler.
  request.context.send_headers = {};
  request.context.send_query.clear();
  request.context.on_head = nullptr;
  request.context.notes = nullptr;
  request.context.on_passed = nullptr;
  context.on_head = note_upstream(context.notes, std::move(context.on_head));
  auto answer = handler(std::move(request));
  if (!answer) return failed<Event<Op>>(local_error(ErrorKind::protocol, "The handler gave no answer.", "no_answer"));
  return std::make_unique<CalledStream<Op>>(std::move(answer), std::move(context), options, wanted);
}

}  // namespace oaicompat::inline v1::detail
