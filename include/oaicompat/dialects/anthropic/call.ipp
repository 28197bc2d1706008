// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/called_body.ipp>
#include <oaicompat/api/called_context.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/dialects/anthropic/answers.hpp>
#include <oaicompat/dialects/anthropic/call.hpp>
#include <oaicompat/dialects/anthropic/errors.hpp>
#include <oaicompat/dialects/anthropic/model_lists.hpp>
#include <oaicompat/dialects/anthropic/stream_reader.hpp>
#include <oaicompat/dialects/told.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>
#include <oaicompat/sse/decoder.hpp>

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

using AnthropicCalling = std::shared_ptr<const CallAnthropicOptions>;

inline std::string shown_bearer(const Headers* headers) {
  return headers ? std::string{bearer_in(headers->get("authorization"))} : std::string{};
}

// A request to the provider, with its key and version.
inline Request anthropic_request(const CallAnthropicOptions& options, std::string method, std::string_view path,
                                 const Context& context) {
  Request out{.method = std::move(method), .path = options.prefix + std::string{path}};
  auto key = options.api_key;
  if (key.empty()) key = shown_bearer(&context.call.headers);
  if (key.empty()) key = shown_bearer(context.headers.get());
  place_context(context, out);
  out.headers.remove("authorization");
  if (!key.empty() && options.key == CallAnthropicOptions::Key::x_api_key) out.headers.set("x-api-key", key);
  if (!key.empty() && options.key == CallAnthropicOptions::Key::bearer)
    out.headers.set("authorization", "Bearer " + key);
  out.headers.set("anthropic-version", options.version);
  std::string betas;
  for (const auto& each : options.betas) (betas += betas.empty() ? "" : ",") += each;
  if (!betas.empty()) out.headers.set("anthropic-beta", betas);
  return out;
}

// What the head of an answer says beside its body.
class AnthropicHeads {
 public:
  AnthropicHeads(AnthropicCalling options, Context context, std::string losses)
      : options_{std::move(options)}, context_{std::move(context)}, losses_{std::move(losses)} {}

  void take(const Head& head) {
    head_ = head;
    const std::string id{head.headers.get("request-id")};
    if (context_.notes) context_.notes->set_upstream(head.status, id);
    if (context_.call.on_head) context_.call.on_head(head_);
    if (!context_.on_passed) return;
    auto passed = fields();
    if (!id.empty()) passed.set("x-upstream-request-id", id);
    if (!losses_.empty()) passed.set(std::string{loss_header}, losses_);
    context_.on_passed(std::move(passed));
  }
  const Head& head() const { return head_; }
  Error error(Error error) const {
    if (error.request_id.empty()) error.request_id = std::string{head_.headers.get("request-id")};
    if (error.headers.empty()) error.headers = fields();
    if (!error.retry_after) error.retry_after = retry_after(head_.headers, options_->clock->unix_time());
    return error;
  }

 private:
  Headers fields() const {
    auto out = passed_fields(head_.headers, options_->forward_headers);
    for (const auto& [name, value] : head_.headers) {
      if (name.size() > 20 && iequals(std::string_view{name}.substr(0, 20), "anthropic-ratelimit-"))
        out.set(name, value);
    }
    return out;
  }

  const AnthropicCalling options_;
  const Context context_;
  const std::string losses_;
  Head head_;
};

// Takes in a whole answer, and reads it.
template <class T>
class AnthropicGathered final : public Stream<T> {
 public:
  using Read = std::function<Result<T>(std::string_view body)>;
  AnthropicGathered(Answer answer, AnthropicHeads heads, std::size_t most, Read read)
      : answer_{std::move(answer)}, heads_{std::move(heads)}, most_{most}, read_{std::move(read)} {}

  Pull pull(T& out) override {
    if (done_) return error_ ? Pull::fail : Pull::end;
    for (;;) {
      switch (answer_->pull(part_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: return fail(answer_->error());
        case Pull::end: return finish(out);
        case Pull::some: break;
      }
      if (const auto* head = std::get_if<Head>(&part_)) {
        heads_.take(*head);
      } else {
        body_ += std::get<Bytes>(part_);
        if (body_.size() > most_)
          return fail(local_error(ErrorKind::protocol, "The answer is too large.", "answer_too_large"));
      }
    }
  }
  void when_ready(Wake wake) override { answer_->when_ready(std::move(wake)); }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  Pull fail(Error error) {
    done_ = true;
    error_ = heads_.error(std::move(error));
    return Pull::fail;
  }
  Pull finish(T& out) {
    const auto& head = heads_.head();
    if (head.status >= 300) return fail(read_anthropic_error(head, body_));
    auto read = read_(body_);
    if (!read && is_error_alone(body_)) return fail(read_anthropic_error({.status = 0}, body_));
    if (!read) return fail(unreadable(head, body_, read.error()));
    done_ = true;
    out = *std::move(read);
    return Pull::some;
  }

  Answer answer_;
  AnthropicHeads heads_;
  const std::size_t most_;
  const Read read_;
  Part part_;
  Bytes body_;
  bool done_ = false;
  std::optional<Error> error_;
};

// Reads an answer that comes as events; one that comes whole all the same is given so.
class AnthropicCalledStream final : public Stream<Event<CreateChatCompletion>> {
 public:
  using ChatEvent = Event<CreateChatCompletion>;
  AnthropicCalledStream(Answer answer, AnthropicHeads heads, AnthropicCalling options, const AskedAnthropic& asked)
      : answer_{std::move(answer)},
        heads_{std::move(heads)},
        options_{std::move(options)},
        asked_{asked},
        created_{options_->clock->unix_time()},
        decoder_{{.max_event_bytes = options_->max_event_bytes}},
        reader_{created_, asked} {}

  Pull pull(ChatEvent& out) override {
    for (;;) {
      if (!queue_.empty()) {
        auto& chunk = out.index() == 0 ? std::get<0>(out) : out.emplace<0>();
        chunk = std::move(queue_.front());
        queue_.pop_front();
        return Pull::some;
      }
      if (error_) return Pull::fail;
      if (done_) return Pull::end;
      if (const auto got = next(); got != Pull::some) return got;
      if (whole_) {
        out.emplace<1>(*std::exchange(whole_, std::nullopt));
        return Pull::some;
      }
    }
  }
  void when_ready(Wake wake) override { answer_->when_ready(std::move(wake)); }
  Error error() const override { return error_.value_or(Error{}); }

 private:
  // Some where there may be something in the queue.
  Pull next() {
    SseEvent event;
    if (events_) {
      switch (decoder_.next(event)) {
        case Pull::some: return take(event);
        case Pull::fail: return fail(decoder_.error());
        case Pull::end: return fail(cut_off());
        case Pull::wait: break;
      }
    }
    switch (answer_->pull(part_)) {
      case Pull::wait: return Pull::wait;
      case Pull::fail: return fail(answer_->error());
      case Pull::end:
        if (!events_) return whole();
        decoder_.finish();
        return Pull::some;
      case Pull::some: break;
    }
    if (const auto* head = std::get_if<Head>(&part_)) {
      heads_.take(*head);
      events_ = head->status < 300 && is_event_stream(head->headers.get("content-type"));
    } else if (events_) {
      piece_ = std::move(std::get<Bytes>(part_));
      decoder_.feed(piece_);
    } else {
      body_ += std::get<Bytes>(part_);
      if (body_.size() > options_->max_answer_bytes)
        return fail(local_error(ErrorKind::protocol, "The answer is too large.", "answer_too_large"));
    }
    return Pull::some;
  }
  Pull take(const SseEvent& event) {
    if (event.data.find_first_not_of(" \t\r\n") == event.data.npos || event.data == "[DONE]") return Pull::some;
    if (auto added = reader_.add(event.data, queue_); !added) {
      if (event.unterminated) return fail(cut_off());
      if (added.error().kind != ErrorKind::parse) return fail(added.error());
      return fail(unreadable(heads_.head(), event.data, added.error()));
    }
    if (reader_.stopped()) finish();
    return Pull::some;
  }
  // The end of the body often stands ready: taken, it leaves the connection usable.
  void finish() {
    done_ = true;
    for (int i = 0; i < 4 && answer_->pull(part_) == Pull::some; ++i) continue;
  }
  Pull whole() {
    const auto& head = heads_.head();
    if (head.status >= 300) return fail(read_anthropic_error(head, body_));
    const auto message = parse_owned<AnthropicMessage>(body_, {.reading = Reading::lenient});
    if (is_error_alone(body_)) return fail(read_anthropic_error({.status = 0}, body_));
    if (!message) return fail(unreadable(head, body_, message.error()));
    if (!(message->type == "message") || message->id.empty())
      return fail(unreadable(head, body_, local_error(ErrorKind::parse, "it is no message.")));
    done_ = true;
    whole_ = completion_of(*message, created_, asked_);
    return Pull::some;
  }
  Error cut_off() const {
    if (reader_.began())
      return local_error(ErrorKind::protocol, "The stream was cut off before its end.", "stream_cut_off");
    return local_error(ErrorKind::protocol, "The stream ended without an answer.", "stream_cut_off");
  }
  Pull fail(Error error) {
    done_ = true;
    error_ = heads_.error(std::move(error));
    return queue_.empty() ? Pull::fail : Pull::some;
  }

  Answer answer_;
  AnthropicHeads heads_;
  const AnthropicCalling options_;
  const AskedAnthropic asked_;
  const std::int64_t created_;
  SseDecoder decoder_;
  AnthropicStreamReader reader_;
  std::deque<ChatChunk> queue_;
  std::optional<ChatCompletion> whole_;
  Part part_;
  Bytes piece_, body_;
  bool events_ = false, done_ = false;
  std::optional<Error> error_;
};

inline AskedAnthropic asked_of(const ChatRequest& request, const AnthropicRequest& sent) {
  AskedAnthropic out;
  out.include_usage = request.stream_options && request.stream_options->include_usage.value_or(false);
  if (sent.tools) {
    for (const auto& tool : *sent.tools) out.unwraps_schema = out.unwraps_schema || tool.name == schema_tool;
  }
  for (std::size_t i = 0; request.tools && i < request.tools->size(); ++i) {
    if (const auto* custom = (*request.tools)[i].get_if<CustomTool>())
      out.custom_tools.push_back(custom->custom.name.str());
  }
  return out;
}

inline StreamPtr<Event<CreateChatCompletion>> call_messages(const Handler& handler, const AnthropicCalling& options,
                                                            const ChatRequest& chat, Context context) {
  using ChatEvent = Event<CreateChatCompletion>;
  LossReport losses;
  auto sent = to_anthropic_request(chat, *options, losses);
  if (!sent) return failed<ChatEvent>(sent.error());
  if (options->losses == Losses::refused) {
    if (const auto refusal = losses.refusal()) return failed<ChatEvent>(*refusal);
  }
  tell_losses(context, losses);
  const bool streamed = chat.stream.value_or(false);
  auto request = anthropic_request(*options, "POST", "/messages", context);
  request.headers.set("accept", streamed ? "text/event-stream" : "application/json");
  request.headers.set("content-type", "application/json");
  request.body = to_json(*sent);
  auto answer = handler(std::move(request));
  if (!answer) return failed<ChatEvent>(local_error(ErrorKind::protocol, "The handler gave no answer.", "no_answer"));
  AnthropicHeads heads{options, std::move(context), losses.header()};
  return std::make_unique<AnthropicCalledStream>(std::move(answer), std::move(heads), options, asked_of(chat, *sent));
}

template <class T>
StreamPtr<T> call_gathered(const Handler& handler, const AnthropicCalling& options, Request request, Context context,
                           typename AnthropicGathered<T>::Read read) {
  request.headers.set("accept", "application/json");
  auto answer = handler(std::move(request));
  if (!answer) return failed<T>(local_error(ErrorKind::protocol, "The handler gave no answer.", "no_answer"));
  return std::make_unique<AnthropicGathered<T>>(std::move(answer), AnthropicHeads{options, std::move(context), {}},
                                                options->max_answer_bytes, std::move(read));
}

inline Result<ModelList> read_models(std::string_view body) {
  auto page = parse_owned<AnthropicModelList>(body, {.reading = Reading::lenient});
  if (!page) return page.error();
  if (page->data.empty() && is_error_alone(body)) return local_error(ErrorKind::parse, "it is an error.");
  ModelList out;
  for (const auto& model : page->data) out.data.push_back(model_of(model));
  return out;
}
inline Result<Model> read_model(std::string_view body) {
  auto model = parse_owned<AnthropicModel>(body, {.reading = Reading::lenient});
  if (!model) return model.error();
  if (model->id.empty()) return local_error(ErrorKind::parse, "it is no model.");
  return model_of(*model);
}

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

// What stands before the operation's own path.
inline std::string prefix_of(const std::string& path, const std::string& otherwise) {
  for (const std::string_view tail : {"/chat/completions", "/models"}) {
    if (const auto at = path.find(tail); at != path.npos) return path.substr(0, at);
  }
  return otherwise;
}

inline Handler translated(const Handler& inner, const CallAnthropicOptions& options) {
  ServeOptions serving;
  serving.prefix = options.prefix;
  serving.forward_headers = {};
  return serve_rows(call_anthropic(inner, options), std::move(serving), {});
}

}  // namespace detail

OAICOMPAT_INLINE Backend call_anthropic(Handler handler, CallAnthropicOptions options) {
  while (options.prefix.ends_with('/')) options.prefix.pop_back();
  const auto shared = std::make_shared<const CallAnthropicOptions>(std::move(options));
  const auto asks = std::make_shared<const Handler>(std::move(handler));
  Backend out;
  out.on<CreateChatCompletion>([shared, asks](Parsed<ChatRequest> request, Context context) {
    return detail::call_messages(*asks, shared, *request, std::move(context));
  });
  out.on<ListModels>([shared, asks](const Parsed<ListModelsRequest>&, Context context) {
    auto request = detail::anthropic_request(*shared, "GET", "/models", context);
    request.query += request.query.empty() ? "limit=1000" : "&limit=1000";
    return detail::call_gathered<ModelList>(*asks, shared, std::move(request), std::move(context), detail::read_models);
  });
  out.on<RetrieveModel>([shared, asks](const Parsed<RetrieveModelRequest>& asked, Context context) {
    auto request = detail::anthropic_request(*shared, "GET", "/models/" + percent_encoded(asked->model), context);
    return detail::call_gathered<Model>(*asks, shared, std::move(request), std::move(context), detail::read_model);
  });
  return out;
}

OAICOMPAT_INLINE StreamPtr<std::int64_t> count_anthropic_tokens(const Handler& handler, const ChatRequest& request,
                                                                const CallAnthropicOptions& options, Context context) {
  LossReport losses;
  auto sent = to_anthropic_request(request, options, losses);
  if (!sent) return failed<std::int64_t>(sent.error());
  sent->max_tokens.reset();
  sent->stream.reset();
  const auto shared = std::make_shared<const CallAnthropicOptions>(options);
  auto asked = detail::anthropic_request(options, "POST", "/messages/count_tokens", context);
  asked.headers.set("content-type", "application/json");
  asked.body = to_json(*sent);
  return detail::call_gathered<std::int64_t>(handler, shared, std::move(asked), std::move(context),
                                             [](std::string_view body) -> Result<std::int64_t> {
                                               auto count = parse_owned<AnthropicTokenCount>(body);
                                               if (!count) return count.error();
                                               return count->input_tokens;
                                             });
}

OAICOMPAT_INLINE Layer to_anthropic(CallAnthropicOptions options) {
  return [options = std::move(options)](Handler inner) -> Handler {
    auto usual = detail::translated(inner, options);
    return [options, usual = std::move(usual), inner = std::move(inner)](Request request) -> Answer {
      auto prefix = detail::prefix_of(request.path, options.prefix);
      detail::keep_client_fields(request);
      if (prefix == options.prefix) return usual(std::move(request));
      auto own = options;
      own.prefix = std::move(prefix);
      return detail::translated(inner, own)(std::move(request));
    };
  };
}

}  // namespace oaicompat::inline v1
