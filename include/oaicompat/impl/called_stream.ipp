// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/binding.hpp>
#include <oaicompat/api/form.hpp>
#include <oaicompat/impl/chunk_form.ipp>
#include <oaicompat/sse/decoder.hpp>
#include <oaicompat/types/codec.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace oaicompat::inline v1::detail {

// Whether a success carries an error all the same: `{"error":{...}}`, or `{"object":"error",...}`.
template <class T>
bool carries_error(const T& value) {
  if constexpr (requires { value.object; }) {
    if (value.object == "error") return true;
  }
  const auto* error = value.extra.find("error");
  if (!error) return false;
  const auto json = error->view();
  return json != "null" && json != "false" && json != "\"\"";
}

// A response has a member for its error; only where it is nothing else that error is the answer.
inline bool carries_error(const Response& value) {
  return value.object == "error" || (value.id.empty() && value.error);
}
// An event of that type, or an error without any type.
template <Tag Key, class... Cases>
bool carries_error(const Union<Key, Cases...>& event) {
  if (!event.tag().empty()) return event.tag() == "error";
  const auto* unknown = event.template get_if<Unknown>();
  const auto body = unknown ? parse_owned<ErrorBody>(unknown->json.view(), {.reading = Reading::lenient}) : ErrorBody{};
  return body && body->error != ErrorDetail{};
}

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
        case Pull::wait: return Pull::wait;
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

  Pull fail(Error error) {
    if (error.request_id.empty()) error.request_id = std::string{head_.headers.get("x-request-id")};
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
      const auto first = bytes.find_first_not_of(" \t\r\n");
      if (first == bytes.npos) return true;
      state_ = bytes[first] == '{' ? State::body : State::events;
    }
    if (state_ == State::events) {
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
    const bool is_events = is_event_stream(head_.headers.get("content-type"));
    if (head_.status >= 300) {
      state_ = State::body;
    } else if (MediaOperation<Op> && !is_events) {
      state_ = State::media;
    } else {
      state_ = wanted_.events || is_events ? State::open : State::body;
    }
    return true;
  }

  // A piece of the bytes; at their end one more, if there was none.
  Pull media(Event<Op>& out, Bytes bytes) {
    if constexpr (MediaOperation<Op>) {
      if (bytes.empty() && std::exchange(given_, true)) return Pull::end;
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
    auto response = read_whole();
    if (!response) return fail(not_understood(response.error()));
    if constexpr (!MediaOperation<Op>) {
      if (carries_error(*response)) return fail(read_error({}, body_));
    }
    put(out, *std::move(response));
    last_ = true;
    return Pull::some;
  }
  Result<typename Op::Response> read_whole() const {
    if constexpr (TextOperation<Op>) {
      if (wanted_.text && !head_.headers.get("content-type").starts_with("application/json"))
        return Op::from_text(body_);
    }
    if constexpr (MediaOperation<Op>) {
      return Media{{}, body_};
    } else {
      return parse_owned<typename Op::Response>(body_, reading());
    }
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
        const auto first = event.data.find_first_not_of(" \t\r\n");
        if (first == event.data.npos) continue;
        if (event.data.substr(first).starts_with("[DONE]")) return Pull::end;
        return read_chunk(event, out);
      }
    }
  }
  Pull read_chunk(const SseEvent& event, Event<Op>& out) {
    if (event.name == "error") return fail(read_error({}, event.data));
    auto& chunk = out.index() == 0 ? std::get<0>(out) : out.template emplace<0>();
    if (auto error = chunks_.read(event.data, chunk))
      return event.unterminated ? fail(cut_off()) : fail(not_understood(*error));
    if (carries_error(chunk)) return fail(read_error({}, event.data));
    if (auto added = progress_.add(chunk); !added) return fail(added.error());
    return Pull::some;
  }
  Pull at_end() { return progress_.complete() ? Pull::end : fail(cut_off()); }
  static Error cut_off() {
    return local_error(ErrorKind::protocol, "The stream was cut off before its end.", "stream_cut_off");
  }

  struct None {};
  template <class>
  struct OfStream {
    using Progress = None;
    struct Chunks {
      explicit Chunks(ReadOptions) {}
    };
  };
  template <StreamedOperation O>
  struct OfStream<O> {
    using Progress = typename O::Streaming::Progress;
    using Chunks = ChunkReader<O>;
  };

  Answer answer_;
  std::function<void(const Head&)> on_head_;
  const CallOptions options_;
  const Wanted wanted_;
  SseDecoder decoder_;
  State state_ = State::head;
  bool last_ = false, given_ = false;
  Head head_;
  Part part_;
  Bytes piece_, body_;
  typename OfStream<Op>::Progress progress_;
  typename OfStream<Op>::Chunks chunks_{reading()};
  std::optional<Error> error_;
};

// Puts the members that the path names into it, and the others into the body or the query. Gives an error without a
// message where all is well.
OAICOMPAT_API Error place_members(const Endpoint& endpoint, const Bytes& json, Request& request);

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
  for (const auto& field : context.send_headers) request.headers.set(field.name, field.value);
  if (!context.send_query.empty()) request.query += (request.query.empty() ? "" : "&") + context.send_query;
  request.context = context;
  request.context.may_block = false;
  // What has been seen to here is no business of a backend behind the handler.
  request.context.send_headers = {};
  request.context.send_query.clear();
  request.context.on_head = nullptr;
  auto answer = handler(std::move(request));
  if (!answer) return failed<Event<Op>>(local_error(ErrorKind::protocol, "The handler gave no answer.", "no_answer"));
  return std::make_unique<CalledStream<Op>>(std::move(answer), std::move(context), options, wanted);
}

}  // namespace oaicompat::inline v1::detail
