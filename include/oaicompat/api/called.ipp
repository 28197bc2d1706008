// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/called.hpp>
#include <oaicompat/api/called_body.ipp>
#include <oaicompat/api/called_context.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE CalledAnswer::CalledAnswer(const Row& row, Answer answer, Context context, const CallOptions& options,
                                            const CallFacts& facts)
    : row_{row},
      options_{options},
      decoder_{{.max_event_bytes = options.max_event_bytes}},
      answer_{std::move(answer)},
      on_head_{std::move(context.call.on_head)},
      on_passed_{std::move(context.on_passed)},
      on_body_{std::move(context.call.on_body)},
      facts_{facts} {}

OAICOMPAT_INLINE Pull CalledAnswer::pull_into(void* out) {
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

OAICOMPAT_INLINE Pull CalledAnswer::next_event(void*) {
  return fail(local_error(ErrorKind::protocol, "The answer is an event stream where none was expected."));
}

OAICOMPAT_INLINE Pull CalledAnswer::fail(Error error) {
  if (told_) error = *std::exchange(told_, std::nullopt);
  error_ = error_in_answer(std::move(error), head_, options_);
  return Pull::fail;
}
OAICOMPAT_INLINE Error CalledAnswer::cut_off() const {
  auto error = local_error(ErrorKind::protocol, "The stream was cut off before its end.", "stream_cut_off");
  if (!began_) error.message = "The stream ended without an answer. It has " + told_of(head_, begin_);
  return error;
}

// After the last event the upstream is let go. Its end often stands ready: taken, it leaves the connection usable.
OAICOMPAT_INLINE Pull CalledAnswer::settle(Pull got) {
  if (got == Pull::some && !last_) return got;
  for (int i = 0; got == Pull::end && i < 4 && answer_->pull(part_) == Pull::some; ++i) {
  }
  state_ = State::ended;
  answer_.reset();
  if (on_body_) std::exchange(on_body_, nullptr)(std::move(kept_.empty() ? body_ : kept_));
  return got;
}

OAICOMPAT_INLINE bool CalledAnswer::take() {
  if (auto* head = std::get_if<Head>(&part_)) return take_head(std::move(*head));
  return take_bytes(std::get<Bytes>(part_));
}
OAICOMPAT_INLINE bool CalledAnswer::take_bytes(Bytes& bytes) {
  if (state_ == State::media) return keep(bytes), true;
  if (state_ == State::open) {
    body_ += bytes;
    if (!open()) return true;
    bytes = std::exchange(body_, {});
  }
  if (state_ == State::events) {
    keep(bytes);
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
OAICOMPAT_INLINE void CalledAnswer::keep(std::string_view bytes) {
  if (on_body_) kept_ += bytes.substr(0, options_.max_answer_bytes - std::min(kept_.size(), options_.max_answer_bytes));
}
OAICOMPAT_INLINE bool CalledAnswer::take_head(Head head) {
  if (state_ != State::head) {
    fail(local_error(ErrorKind::protocol, "The answer has two heads."));
    return false;
  }
  head_ = std::move(head);
  if (on_head_) on_head_(head_);
  if (on_passed_) {
    auto passed = passed_fields(head_.headers, options_.forward_headers);
    if (const auto* id = head_.headers.find("x-request-id")) passed.set("x-upstream-request-id", *id);
    on_passed_(std::move(passed));
  }
  const auto type = head_.headers.get("content-type");
  is_events_ = is_event_stream(type);
  if (head_.status >= 300) {
    state_ = State::body;
  } else if (!row_.response && !is_events_) {
    state_ = is_media_type(type, "application/json") || is_media_type(type, "text/html") ? State::body : State::media;
  } else {
    state_ = facts_.events || is_events_ ? State::open : State::body;
  }
  return true;
}
// Whether the first byte has come that tells events from a whole body.
OAICOMPAT_INLINE bool CalledAnswer::open() {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (body_.size() < byte_order_mark.size() && byte_order_mark.starts_with(body_)) return false;
  const std::size_t begin = body_.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  const auto first = body_.find_first_not_of(" \t\r\n", begin);
  if (first == body_.npos) return body_.resize(begin), false;  // blanks may come for ever
  const char c = body_[first];
  const bool is_whole = c == '{' || c == '[' || (!is_events_ && (c == '<' || c == '"'));
  state_ = is_whole ? State::body : State::events;
  return true;
}

// A piece of the bytes; at their end one more, if there was none.
OAICOMPAT_INLINE Pull CalledAnswer::media(void* out, Bytes bytes) {
  if (bytes.empty() && given_) return Pull::end;
  if (bytes.empty() && (head_.status == 204 || !head_.headers.has("content-type")))
    return fail(unreadable(head_, {}, local_error(ErrorKind::parse, "it is empty.")));
  given_ = true;
  *static_cast<BinaryContent*>(row_.response_in(out)) =
      BinaryContent{std::string{head_.headers.get("content-type")}, std::move(bytes)};
  return Pull::some;
}

OAICOMPAT_INLINE Pull CalledAnswer::whole(void* out) {
  if (state_ == State::head) return fail(local_error(ErrorKind::protocol, "The answer has no head."));
  if (head_.status >= 300) return fail(read_error(head_, body_));
  const CalledBody body{row_, head_, body_, facts_, reading()};
  void* response = row_.response_in(out);
  if (const auto error = body.read(response))
    return fail(is_error_alone(body_) ? read_error(head_, body_) : unreadable(head_, body_, *error));
  if (auto error = body.error_instead(response)) return fail(*std::move(error));
  last_ = true;
  return Pull::some;
}

OAICOMPAT_INLINE CalledBody::CalledBody(const Row& row, const Head& head, std::string_view body, const CallFacts& facts,
                                        ReadOptions reading)
    : row_{row},
      head_{head},
      body_{body},
      text_{trimmed_text(body)},
      type_{head.headers.get("content-type")},
      facts_{facts},
      reading_{reading} {}

OAICOMPAT_INLINE std::optional<Error> CalledBody::read(void* out) const {
  if (text_came()) {
    const bool none = is_media_type(type_, "text/html") || head_.status == 204;
    if (none) return local_error(ErrorKind::parse, "it is no text.");
    row_.text->read(body_, out);
    return std::nullopt;
  }
  if (!row_.response) {
    *static_cast<BinaryContent*>(out) = BinaryContent{{}, Bytes{body_}};
    return std::nullopt;
  }
  if (is_bare_list()) return row_.response->parse(R"({"data":)" + std::string{text_} + "}", reading_, out);
  return row_.response->parse(text_, reading_, out);
}

OAICOMPAT_INLINE std::optional<Error> CalledBody::error_instead(const void* response) const {
  const auto unlike = [&](std::string why) {
    return unreadable(head_, body_, local_error(ErrorKind::parse, std::move(why)));
  };
  if (!row_.response) return is_error_alone(text_) ? read_error(head_, text_) : unlike("it is no media.");
  const auto& type = *row_.response;
  if (text_came() || is_bare_list()) {
    if (is_error_alone(text_)) return read_error(head_, text_);
    if (is_bare_list() && (type.nameless(response) || !is_list_of_objects(text_)))
      return unlike("its items have no names.");
    return std::nullopt;
  }
  if (type.carries_error(response)) return read_error(head_, text_);
  if (const auto member = type.doubtful_member(response); !member.empty()) return error_in_place(head_, body_, member);
  if (type.has_empty && (body_.find("null") != body_.npos || type.has_empty(response)))
    return null_embedding(head_, body_);
  return std::nullopt;
}

// Whether text came where text was asked for.
OAICOMPAT_INLINE bool CalledBody::text_came() const {
  return row_.text && facts_.text && !is_media_type(type_, "application/json");
}
// Whether a list came without the object around it, as some servers give their models.
OAICOMPAT_INLINE bool CalledBody::is_bare_list() const {
  return row_.endpoint.method == "GET" && row_.response->nameless && text_.starts_with('[');
}

// Notes what the upstream's head says, and then tells whoever else asked for it.
inline std::function<void(const Head&)> note_upstream(RequestNotesPtr notes, std::function<void(const Head&)> then) {
  if (!notes) return then;
  return [notes = std::move(notes), then = std::move(then)](const Head& head) {
    notes->set_upstream(head.status, std::string{head.headers.get("x-request-id")});
    if (then) then(head);
  };
}

// Puts the members that the path names into it, and the others into the body or the query. In call.ipp.
std::optional<Error> place_members(const Endpoint& endpoint, const Bytes& json, Request& request);

// Writes the value where the operation wants it.
inline std::optional<Error> place_request(const Row& row, const AnyRequest& value, Request& request) {
  if (row.form && row.form->sends(value.value)) {
    std::string path{row.endpoint.path};
    auto form = row.form->write(value, &path);
    if (const auto open = path.find('{'); open != path.npos)
      return missing_member(path.substr(open + 1, path.find('}', open) - open - 1));
    request.path.replace(request.path.size() - row.endpoint.path.size(), row.endpoint.path.size(), path);
    request.headers.add("content-type", std::move(form.content_type));
    request.body = std::move(form.body);
    return std::nullopt;
  }
  auto json = row.request->write(value.value);
  if (!is_body(row.endpoint)) return place_members(row.endpoint, json, request);
  request.body = std::move(json);
  request.headers.add("content-type", "application/json");
  return std::nullopt;
}

OAICOMPAT_INLINE AnyStreamPtr call_row(const Row& row, const Handler& handler, const AnyRequest& value, Context context,
                                       const CallOptions& options) {
  const auto failing = [&](Error error) {
    return row.event->typed(std::make_unique<FailedStream<Done>>(std::move(error)));
  };
  Request request{.method = std::string{row.endpoint.method}, .path = options.prefix + std::string{row.endpoint.path}};
  CallFacts facts;
  if (row.streamed) facts.events = row.streamed->wanted(value.value);
  if (row.text) facts.text = row.text->wants(value.value);
  const auto* accepted = row.response ? "application/json" : "application/octet-stream";
  request.headers = {{"accept", facts.events ? "text/event-stream" : facts.text ? "text/plain" : accepted}};
  if (auto error = place_request(row, value, request)) return failing(*std::move(error));
  place_context(context, request);
  context.call.on_head = note_upstream(context.notes, std::move(context.call.on_head));
  auto answer = handler(std::move(request));
  if (!answer) return failing(local_error(ErrorKind::protocol, "The handler gave no answer.", "no_answer"));
  if (row.streamed)
    return row.event->typed(row.streamed->called(row, std::move(answer), std::move(context), options, facts));
  return row.event->typed(std::make_unique<CalledAnswer>(row, std::move(answer), std::move(context), options, facts));
}

}  // namespace oaicompat::inline v1::detail
