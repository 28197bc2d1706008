// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/called_context.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/dialects/bedrock/call.hpp>
#include <oaicompat/dialects/bedrock/codec.hpp>
#include <oaicompat/dialects/bedrock/event_frames.hpp>
#include <oaicompat/dialects/bedrock/from_converse.hpp>
#include <oaicompat/dialects/bedrock/to_converse.hpp>
#include <oaicompat/dialects/told.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/resources/chat/operations.hpp>

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace oaicompat::inline v1 {
namespace detail::bedrock {

using Chat = CreateChatCompletion;

inline bool is_bearer(std::string_view value) { return !bearer_in(value).empty(); }

// Reads a handler's answer, frames or one object, as a chat's events.
class BedrockAnswer final : public Stream<Event<Chat>> {
 public:
  BedrockAnswer(Answer answer, Context context, const CallOptions& options, AnswerFacts facts, LossReport lost)
      : answer_{std::move(answer)},
        context_{std::move(context)},
        options_{options},
        facts_{std::move(facts)},
        lost_{std::move(lost)} {}

  Pull pull(Event<Chat>& out) override {
    for (;;) {
      if (!ready_.empty()) {
        out.emplace<0>(std::move(ready_.front()));
        ready_.pop_front();
        return Pull::some;
      }
      if (state_ == State::ended) return error_ ? Pull::fail : Pull::end;
      if (state_ == State::frames) {
        if (const auto got = take_frame(); got == Pull::some) continue;
        if (state_ == State::ended) continue;
      }
      switch (answer_->pull(part_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: fail(answer_->error()); break;
        case Pull::some: take(); break;
        case Pull::end:
          if (state_ != State::frames) return whole(out);
          frames_.finish();
          break;
      }
    }
  }
  void when_ready(Wake wake) override {
    if (answer_) return answer_->when_ready(std::move(wake));
    wake();
  }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  enum class State { head, body, frames, ended };

  void end() {
    state_ = State::ended;
    answer_.reset();
    if (chunks_) tell_losses(context_, chunks_->lost());
    if (auto told = std::exchange(context_.call.on_body, nullptr)) told(std::move(kept_));
  }
  void fail(Error error) {
    error_ = error_in_answer(std::move(error), head_, options_);
    if (error_->request_id.empty()) error_->request_id = std::string{head_.headers.get("x-amzn-requestid")};
    end();
  }
  void take() {
    if (auto* head = std::get_if<Head>(&part_)) return take_head(std::move(*head));
    auto& bytes = std::get<Bytes>(part_);
    if (state_ == State::head) return fail(local_error(ErrorKind::protocol, "The answer has no head."));
    if (context_.call.on_body)
      kept_.append(bytes, 0, options_.max_answer_bytes - std::min(kept_.size(), options_.max_answer_bytes));
    if (state_ == State::frames) return frames_.feed(bytes);
    if (body_.size() + bytes.size() > options_.max_answer_bytes)
      return fail(local_error(ErrorKind::protocol, "The answer is too large.", "answer_too_large"));
    body_ += bytes;
  }
  void take_head(Head head) {
    if (state_ != State::head) return fail(local_error(ErrorKind::protocol, "The answer has two heads."));
    head_ = std::move(head);
    const auto id = head_.headers.get("x-amzn-requestid");
    facts_.id = id.empty() ? random_id("chatcmpl-") : "chatcmpl-" + std::string{id};
    if (context_.call.on_head) context_.call.on_head(head_);
    if (context_.notes) context_.notes->set_upstream(head_.status, std::string{id});
    if (context_.on_passed) {
      auto passed = passed_fields(head_.headers, options_.forward_headers);
      if (!id.empty()) passed.set("x-upstream-request-id", std::string{id});
      if (!lost_.empty()) passed.set(std::string{loss_header}, lost_.header());
      context_.on_passed(std::move(passed));
    }
    const bool frames = head_.headers.get("content-type").starts_with("application/vnd.amazon.eventstream");
    state_ = head_.status < 300 && frames ? State::frames : State::body;
    if (state_ == State::frames) chunks_.emplace(facts_);
  }
  // Takes a frame, if there is a whole one. `some` where one was taken.
  Pull take_frame() {
    AwsEvent event;
    const auto got = frames_.next(event);
    if (got == Pull::fail) fail(frames_.error());
    if (got == Pull::end && !chunks_->complete())
      fail(local_error(ErrorKind::protocol, "The stream was cut off before its end.", "stream_cut_off"));
    if (got == Pull::end && state_ != State::ended) end();
    if (got != Pull::some) return got;
    std::vector<ChatChunk> made;
    const auto added = chunks_->add(event, made);
    for (auto& each : made) ready_.push_back(std::move(each));
    if (!added) fail(added.error());
    return got;
  }
  // The answer that a whole body is.
  Pull whole(Event<Chat>& out) {
    if (state_ == State::head) return fail(local_error(ErrorKind::protocol, "The answer has no head.")), Pull::fail;
    if (head_.status >= 300) return fail(error_of(head_.status, error_name(head_), body_)), Pull::fail;
    const auto read = parse_owned<ConverseResponse>(body_, {.reading = Reading::lenient});
    if (!read || read->stop_reason.empty()) {
      const auto why = read ? std::string{"it has no stopReason."} : read.error().message;
      fail(local_error(ErrorKind::parse, "The answer could not be read: " + why, "unreadable_answer"));
      return Pull::fail;
    }
    LossReport lost;
    auto made = completion_of(*read, facts_, lost);
    tell_losses(context_, lost);
    if (!made) return fail(made.error()), Pull::fail;
    out.emplace<1>(*std::move(made));
    kept_ = std::move(body_);
    end();
    return Pull::some;
  }

  Answer answer_;
  Context context_;
  const CallOptions options_;
  AnswerFacts facts_;
  const LossReport lost_;  // of the request
  State state_ = State::head;
  Part part_;
  Head head_;
  Bytes body_, kept_;
  AwsEventDecoder frames_;
  std::optional<ConverseChunks> chunks_;
  std::deque<ChatChunk> ready_;
  std::optional<Error> error_;
};

// Where requests go, by whether they are signed.
struct Bedrock {
  CallBedrockOptions options;
  Handler plain, with_signature;
  bool has_credentials = false;

  Answer send(Request request, const Context& context) const {
    const auto given = header_of(context, "authorization");
    if (!options.api_key.empty()) {
      request.headers.set("authorization", "Bearer " + options.api_key);
    } else if (has_credentials || !is_bearer(given)) {
      return with_signature(std::move(request));
    } else {
      request.headers.set("authorization", std::string{given});
    }
    return plain(std::move(request));
  }
  StreamPtr<Event<Chat>> chat(const ChatRequest& from, Context context) const {
    auto made = to_converse(from, options.rules);
    if (!made) return failed<Event<Chat>>(made.error());
    const bool streamed = from.stream && *from.stream;
    const auto& usage = from.stream_options;
    AnswerFacts facts{.model = from.model.str(), .created = options.call.clock->unix_time()};
    facts.with_usage = usage && usage->include_usage.value_or(false);
    facts.answer_tool = made->answer_tool;
    Request request{.method = "POST",
                    .path = options.call.prefix + "/model/" + percent_encoded(from.model) +
                            (streamed ? "/converse-stream" : "/converse")};
    request.headers = {{"accept", streamed ? "application/vnd.amazon.eventstream" : "application/json"},
                       {"content-type", "application/json"}};
    request.body = to_json(made->request);
    place_context(context, request);
    tell_losses(context, made->lost);
    auto answer = send(std::move(request), context);
    if (!answer)
      return failed<Event<Chat>>(local_error(ErrorKind::protocol, "The handler gave no answer.", "no_answer"));
    return std::make_unique<BedrockAnswer>(std::move(answer), std::move(context), options.call, std::move(facts),
                                           std::move(made->lost));
  }
};

inline std::shared_ptr<const Bedrock> bedrock_of(Handler handler, CallBedrockOptions options) {
  auto out = std::make_shared<Bedrock>();
  options.sign.clock = options.call.clock;
  out->has_credentials = !options.sign.credentials.access_key_id.empty() || options.sign.source != nullptr;
  out->with_signature = sign_aws(options.sign)(handler);
  out->plain = std::move(handler);
  out->options = std::move(options);
  return out;
}

}  // namespace detail::bedrock

OAICOMPAT_INLINE Backend call_bedrock(Handler handler, CallBedrockOptions options) {
  using namespace detail::bedrock;
  Backend out;
  out.on<Chat>(
      [to = bedrock_of(std::move(handler), std::move(options))](const Parsed<ChatRequest>& request, Context context) {
        return to->chat(*request, std::move(context));
      });
  return out;
}

OAICOMPAT_INLINE Layer to_bedrock(CallBedrockOptions options) {
  return [options = std::move(options)](Handler inner) -> Handler {
    return detail::serve_rows(call_bedrock(std::move(inner), options), {.prefix = options.call.prefix}, {});
  };
}

OAICOMPAT_INLINE std::string bedrock_url(std::string_view region) {
  return "https://bedrock-runtime." + std::string{region} + ".amazonaws.com";
}

}  // namespace oaicompat::inline v1
