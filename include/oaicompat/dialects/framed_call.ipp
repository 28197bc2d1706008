// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/called_context.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/base/utf8.ipp>
#include <oaicompat/base/words.hpp>
#include <oaicompat/dialects/framed_call.hpp>
#include <oaicompat/dialects/told.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <variant>

namespace oaicompat::inline v1::detail {

inline Error cut_off_error(std::string_view begin) {
  auto error = local_error(ErrorKind::protocol, "The stream was cut off before its end.", "stream_cut_off");
  if (!begin.empty()) error.message += " It begins: " + std::string{begin};
  return error;
}
inline Error too_large_error(std::size_t bytes) {
  return local_error(ErrorKind::protocol, "The answer is larger than " + std::to_string(bytes) + " bytes.",
                     "answer_too_large");
}
OAICOMPAT_INLINE Error unreadable_frame(std::string_view json, std::string_view why) {
  Utf8Joiner whole;
  return local_error(ErrorKind::parse,
                     "The answer could not be read: " + std::string{why} +
                         " It begins: " + std::string{whole.join(json.substr(0, 256))},
                     "unreadable_answer");
}

// What is read of an answer, whatever it is: its head, and where its bytes go.
class CalledFrames {
 public:
  CalledFrames(Answer answer, Context context, FramedCallOptions how)
      : options{std::move(how)}, answer_{std::move(answer)}, context_{std::move(context)} {}

  // Pulls once more. `some` with the bytes that came, which are none after the head.
  Pull pull(Bytes& out) {
    out.clear();
    if (!answer_) return Pull::end;
    const auto got = answer_->pull(part_);
    if (got == Pull::fail) error_ = answer_->error();
    if (got != Pull::some) return got;
    if (auto* came = std::get_if<Head>(&part_)) {
      take_head(std::move(*came));
    } else {
      out = std::move(std::get<Bytes>(part_));
      const auto& on_body = context_.call.on_body;
      if (on_body && kept_.size() + out.size() <= options.call.max_answer_bytes) kept_ += out;
    }
    return Pull::some;
  }
  void when_ready(Wake wake) { answer_ ? answer_->when_ready(std::move(wake)) : wake(); }
  // Lets the upstream go. Its end often stands ready: taken, it leaves the connection usable.
  void close() {
    for (int i = 0; answer_ && i < 4 && answer_->pull(part_) == Pull::some; ++i) {
    }
    answer_.reset();
    if (context_.call.on_body) std::exchange(context_.call.on_body, nullptr)(std::move(kept_));
  }
  Pull fail(Error error) {
    error_ = error_in_answer(std::move(error), head, options.call);
    answer_.reset();
    close();
    return Pull::fail;
  }
  const Error& error() const { return error_; }

  const FramedCallOptions options;
  Head head{};

 private:
  void take_head(Head came) {
    head = std::move(came);
    if (context_.notes) context_.notes->set_upstream(head.status, std::string{head.headers.get("x-request-id")});
    if (context_.call.on_head) context_.call.on_head(head);
    if (!context_.on_passed) return;
    auto passed = passed_fields(head.headers, options.call.forward_headers);
    if (const auto* id = head.headers.find("x-request-id")) passed.set("x-upstream-request-id", *id);
    if (!options.lost.empty()) passed.set(std::string{loss_header}, options.lost.header());
    context_.on_passed(std::move(passed));
  }

  Answer answer_;
  Context context_;
  Part part_;
  Bytes kept_;
  Error error_;
};

// The whole body of an answer.
class CalledBodyStream final : public Stream<Bytes> {
 public:
  explicit CalledBodyStream(std::unique_ptr<CalledFrames> from) : from_{std::move(from)} {}

  Pull pull(Bytes& out) override {
    if (ended_) return *ended_;
    for (;;) {
      Bytes more;
      const auto got = from_->pull(more);
      if (got == Pull::wait) return got;
      if (got == Pull::fail) return *(ended_ = from_->fail(from_->error()));
      if (got == Pull::end) return finish(out);
      const auto most = from_->options.call.max_answer_bytes;
      if (body_.size() + more.size() > most) return *(ended_ = from_->fail(too_large_error(most)));
      body_ += more;
    }
  }
  void when_ready(Wake wake) override { from_->when_ready(std::move(wake)); }
  Error error() const override { return from_->error(); }

 private:
  Pull finish(Bytes& out) {
    if (from_->head.status >= 300) return *(ended_ = from_->fail(from_->options.error(from_->head, body_)));
    from_->close();
    ended_ = Pull::end;
    out = std::move(body_);
    return Pull::some;
  }

  const std::unique_ptr<CalledFrames> from_;
  Bytes body_;
  std::optional<Pull> ended_;
};

// Cuts bytes into the frames that stand in them.
class FrameCutter {
 public:
  FrameCutter(BodyFraming framing, std::size_t max_bytes)
      : framing_{framing}, max_{max_bytes}, events_{{.max_event_bytes = max_bytes}} {}

  // **Lifetime**: the bytes stay where they are until `next` no longer says `some`.
  void feed(const Bytes& bytes) {
    if (framing_ == BodyFraming::events) return events_.feed(bytes);
    line_.erase(0, at_);
    at_ = 0;
    line_ += bytes;
  }
  void finish() {
    finished_ = true;
    events_.finish();
  }
  Pull next(std::string_view& out) { return framing_ == BodyFraming::events ? next_event(out) : next_line(out); }
  // Whether the last frame has no end: it may be cut short.
  bool open() const { return open_; }
  Error error() const { return framing_ == BodyFraming::events ? events_.error() : too_large_error(max_); }

 private:
  Pull next_event(std::string_view& out) {
    SseEvent event;
    for (;;) {
      if (const auto got = events_.next(event); got != Pull::some) return got;
      out = trimmed(event.data);
      open_ = event.unterminated;
      if (!out.empty() && out != "[DONE]") return Pull::some;
    }
  }
  // A line may come as the data of an event: some servers frame so.
  Pull next_line(std::string_view& out) {
    for (;;) {
      const auto end = line_.find('\n', std::max(at_, searched_));
      if (end == line_.npos && !finished_) {
        searched_ = line_.size() - at_;
        return searched_ > max_ ? Pull::fail : Pull::wait;
      }
      const auto last = end == line_.npos ? line_.size() : end;
      if (last - at_ > max_) return Pull::fail;
      out = trimmed(std::string_view{line_}.substr(at_, last - at_));
      searched_ = 0;
      open_ = end == line_.npos;
      if (end == line_.npos && at_ >= line_.size()) return Pull::end;
      at_ = end == line_.npos ? line_.size() : end + 1;
      if (out.starts_with("data:")) out = trimmed(out.substr(5));
      if (!out.empty() && out != "[DONE]") return Pull::some;
    }
  }

  const BodyFraming framing_;
  const std::size_t max_;
  SseDecoder events_;
  Bytes line_;                         // what has come and is not read yet, from `at_` on
  std::size_t at_ = 0, searched_ = 0;  // how much of an unfinished line holds no end
  bool finished_ = false, open_ = false;
};

// A chat's answer as events.
class CalledChat final : public Stream<Event<CreateChatCompletion>> {
 public:
  CalledChat(std::unique_ptr<CalledFrames> from, std::unique_ptr<ChatFrameReader> reader,
             std::optional<BodyFraming> framing, LossNotes loss_notes)
      : from_{std::move(from)}, reader_{std::move(reader)}, framing_{framing}, loss_notes_{std::move(loss_notes)} {
    if (framing_) cutter_.emplace(*framing_, from_->options.call.max_event_bytes);
  }

  Pull pull(Event<CreateChatCompletion>& out) override {
    for (;;) {
      if (next_ < chunks_.size()) {
        out = std::move(chunks_[next_++]);
        return Pull::some;
      }
      if (ended_) return *ended_;
      chunks_.clear();
      next_ = 0;
      if (const auto got = step(out); got != Pull::end) return got;
    }
  }
  void when_ready(Wake wake) override { from_->when_ready(std::move(wake)); }
  Error error() const override { return from_->error(); }

 private:
  bool in_frames() const { return cutter_ && from_->head.status < 300 && !whole_came_; }

  // `end` where there is something to look at.
  Pull step(Event<CreateChatCompletion>& out) {
    const auto got = from_->pull(piece_);
    if (got == Pull::wait) return got;
    if (got == Pull::fail) return fail(from_->error());
    if (got == Pull::end) return in_frames() ? finish() : whole(out);
    if (piece_.empty()) return look_at_head();
    if (in_frames()) {
      cutter_->feed(piece_);
      return read_frames();
    }
    const auto most = from_->options.call.max_answer_bytes;
    if (body_.size() + piece_.size() > most) return fail(too_large_error(most));
    body_ += piece_;
    return Pull::end;
  }
  // A server that does not stream answers whole; JSON that is no event stream is one body, perhaps an array.
  Pull look_at_head() {
    whole_came_ = framing_ == BodyFraming::events && !is_event_stream(from_->head.headers.get("content-type")) &&
                  from_->head.headers.has("content-type");
    return Pull::end;
  }
  Pull read_frames() {
    std::string_view frame;
    for (;;) {
      const auto got = cutter_->next(frame);
      if (got == Pull::fail) return fail(cutter_->error());
      if (got != Pull::some) return Pull::end;
      if (begin_.empty()) begin_ = frame.substr(0, 128);
      if (auto read = reader_->frame(frame, chunks_); !read) {
        const bool cut = cutter_->open() && read.error().kind == ErrorKind::parse;
        return fail_after(cut ? cut_off_error(begin_) : read.error());
      }
    }
  }
  Pull finish() {
    cutter_->finish();
    if (const auto got = read_frames(); got != Pull::end || ended_) return got;
    if (!reader_->end(chunks_))
      return fail_after(cut_off_error(begin_.empty() ? from_->head.headers.get("content-type") : begin_));
    return done();
  }
  Pull done() {
    loss_notes_.tell(reader_->lost);
    from_->close();
    ended_ = Pull::end;
    return Pull::end;
  }
  Pull whole(Event<CreateChatCompletion>& out) {
    if (from_->head.status >= 300) return fail(from_->options.error(from_->head, body_));
    if (body_.empty()) return fail(unreadable_frame(body_, "it is empty."));
    if (framing_ && body_.find_first_not_of(" \t\r\n") != body_.npos &&
        body_[body_.find_first_not_of(" \t\r\n")] == '[')
      return array();
    auto read = reader_->whole(body_);
    if (!read) return fail(read.error());
    out = *std::move(read);
    loss_notes_.tell(reader_->lost);
    from_->close();
    ended_ = Pull::end;
    return Pull::some;
  }
  Pull array() {
    for (const auto& each : Json{Text::borrowed(body_)}.elements()) {
      if (auto read = reader_->frame(each.view(), chunks_); !read) return fail_after(read.error());
    }
    return reader_->end(chunks_) ? done() : fail_after(cut_off_error({}));
  }
  Pull fail(Error error) {
    from_->fail(std::move(error));
    ended_ = Pull::fail;
    return Pull::fail;
  }
  // The chunks before the failure are given first.
  Pull fail_after(Error error) {
    fail(std::move(error));
    return Pull::end;
  }

  const std::unique_ptr<CalledFrames> from_;
  const std::unique_ptr<ChatFrameReader> reader_;
  const std::optional<BodyFraming> framing_;
  const LossNotes loss_notes_;
  std::optional<FrameCutter> cutter_;
  std::vector<ChatChunk> chunks_;
  std::size_t next_ = 0;
  Bytes piece_, body_;
  std::string begin_;
  bool whole_came_ = false;
  std::optional<Pull> ended_;
};

inline std::unique_ptr<CalledFrames> called_frames(const Handler& handler, Request request, Context context,
                                                   FramedCallOptions options) {
  LossNotes{context}.tell(options.lost);
  place_context(context, request);
  auto answer = handler(std::move(request));
  if (!answer) answer = failed<Part>(local_error(ErrorKind::protocol, "The handler gave no answer.", "no_answer"));
  return std::make_unique<CalledFrames>(std::move(answer), std::move(context), std::move(options));
}

OAICOMPAT_INLINE StreamPtr<Event<CreateChatCompletion>> called_chat(const Handler& handler, Request request,
                                                                    Context context,
                                                                    std::unique_ptr<ChatFrameReader> reader,
                                                                    std::optional<BodyFraming> framing,
                                                                    FramedCallOptions options) {
  LossNotes notes{context};
  return std::make_unique<CalledChat>(
      called_frames(handler, std::move(request), std::move(context), std::move(options)), std::move(reader), framing,
      std::move(notes));
}

OAICOMPAT_INLINE StreamPtr<Bytes> called_body(const Handler& handler, Request request, Context context,
                                              FramedCallOptions options) {
  return std::make_unique<CalledBodyStream>(
      called_frames(handler, std::move(request), std::move(context), std::move(options)));
}

OAICOMPAT_INLINE std::string call_key(const std::string& own, const Context& context) {
  return own.empty() ? std::string{bearer_in(header_of(context, "authorization"))} : own;
}

// What stands before the path of an operation that dialects have.
inline std::string_view prefix_of(std::string_view path) {
  for (const std::string_view known : {"/chat/completions", "/embeddings", "/models"}) {
    if (path.ends_with(known)) return path.substr(0, path.size() - known.size());
  }
  constexpr std::string_view model = "/models/";
  const auto at = path.rfind(model);
  return at == path.npos ? std::string_view{} : path.substr(0, at);
}

// What is called below a prefix, made once as long as the prefix stays the same: a client has one. **Threads**: any.
class ServedCall {
 public:
  ServedCall(std::function<Backend(Handler handler, std::string prefix)> call, Handler inner)
      : call_{std::move(call)}, inner_{std::move(inner)} {}
  std::shared_ptr<const Handler> below(const std::string& prefix) {
    const std::lock_guard lock{mutex_};
    if (!handler_ || prefix != prefix_) {
      handler_ = std::make_shared<const Handler>(serve_rows(call_(inner_, prefix), {.prefix = ""}, {}));
      prefix_ = prefix;
    }
    return handler_;
  }

 private:
  const std::function<Backend(Handler handler, std::string prefix)> call_;
  const Handler inner_;
  std::mutex mutex_;
  std::string prefix_;
  std::shared_ptr<const Handler> handler_;
};

// Fields that a client adds go on to the provider, but those that are of the API's own form.
inline void keep_client_fields(Request& request) {
  constexpr std::string_view own[] = {"authorization",       "content-type",   "content-length",    "accept",    "host",
                                      "openai-organization", "openai-project", "transfer-encoding", "connection"};
  auto& send = request.context.call.headers;
  for (const auto& [name, value] : request.headers) {
    const auto same = [&, &name = name](std::string_view each) { return iequals(each, name); };
    if (std::none_of(std::begin(own), std::end(own), same) && !send.has(name)) send.add(name, value);
  }
}

OAICOMPAT_INLINE Layer dialect_layer(std::function<Backend(Handler handler, std::string prefix)> call) {
  return [call = std::move(call)](Handler inner) -> Handler {
    return [served = std::make_shared<ServedCall>(call, std::move(inner))](Request&& request) -> Answer {
      const std::string prefix{prefix_of(request.path)};
      request.path.erase(0, prefix.size());
      keep_client_fields(request);
      return (*served->below(prefix))(std::move(request));
    };
  };
}

}  // namespace oaicompat::inline v1::detail
