// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/row.hpp>
#include <oaicompat/api/served_answer.ipp>
#include <oaicompat/dialects/anthropic/errors.hpp>
#include <oaicompat/dialects/anthropic/model_lists.hpp>
#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/dialects/anthropic/stream_writer.hpp>
#include <oaicompat/dialects/told.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/choice_steps.ipp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

using AnthropicServing = std::shared_ptr<const std::pair<Backend, ServeAnthropicOptions>>;

inline Answer anthropic_refusal(Error error, const Context& context) {
  error.status = error_status(error);
  if (context.notes) context.notes->set_error(error);
  error.request_id = context.request_id;
  return anthropic_error_answer(error);
}

// A token for each four bytes.
inline std::int64_t anthropic_tokens_of(const ChatRequest& request) {
  std::size_t bytes = 0;
  for (const auto& message : request.messages) {
    bytes += 16 + message.text().size();
    for (std::size_t i = 0; message.tool_calls && i < message.tool_calls->size(); ++i) {
      const auto& call = (*message.tool_calls)[i];
      if (call.function) bytes += 16 + call.function->name.size() + call.function->arguments.size();
    }
  }
  for (std::size_t i = 0; request.tools && i < request.tools->size(); ++i) {
    const auto* tool = (*request.tools)[i].get_if<FunctionTool>();
    if (!tool) continue;
    bytes += 32 + tool->function.name.size() + (tool->function.description ? tool->function.description->size() : 0);
    if (tool->function.parameters) bytes += tool->function.parameters->view().size();
  }
  return static_cast<std::int64_t>(bytes / 4 + 1);
}
inline Result<std::int64_t> counted_tokens(const ServeAnthropicOptions& options, const ChatRequest& request,
                                           const Context& context) {
  if (options.count_tokens) return options.count_tokens(request, context);
  return anthropic_tokens_of(request);
}

// What is known of a request when its answer is made.
struct AnthropicAnswering {
  Answering chat;
  std::string request_id{}, losses{};
  std::int64_t input_tokens = 1;

  Head head(const StoppableStream& events, std::string content_type) const {
    auto head = events.head({{"content-type", std::move(content_type)}});
    if (!request_id.empty()) head.headers.set("request-id", request_id);
    if (!losses.empty()) head.headers.set(std::string{loss_header}, losses);
    return head;
  }
  Answer refusal(const StoppableStream& events, Error error) const {
    if (chat.notes) chat.notes->set_error(error);
    error.request_id = request_id;
    auto head = events.head({});
    for (const auto& [name, value] : head.headers) {
      if (!error.headers.has(name)) error.headers.add(name, value);
    }
    return anthropic_error_answer(error);
  }
};

using ChatEvent = Event<CreateChatCompletion>;

// The whole answer.
class AnthropicWholeAnswer final : public Stream<Part> {
 public:
  AnthropicWholeAnswer(StreamPtr<ChatEvent> events, AnthropicAnswering asked)
      : asked_{std::move(asked)}, events_{std::move(events), asked_.chat} {}
  Pull pull(Part& out) override {
    while (!answer_) {
      switch (events_.pull(event_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: answer_ = asked_.refusal(events_, events_.error()); break;
        case Pull::end: answer_ = finish(); break;
        case Pull::some: take(); break;
      }
    }
    return answer_->pull(out);
  }
  void when_ready(Wake wake) override { events_.when_ready(std::move(wake)); }

 private:
  void take() {
    if (auto* whole = std::get_if<1>(&event_)) return void(whole_ = std::move(*whole));
    began_ = true;
    if (auto added = chunks_.add(std::get<0>(event_)); !added) answer_ = asked_.refusal(events_, added.error());
  }
  Answer finish() {
    if (!whole_) {
      if (!began_) return asked_.refusal(events_, no_answer());
      auto made = chunks_.finish();
      if (!made) return asked_.refusal(events_, made.error());
      whole_ = *std::move(made);
    }
    LossReport losses;
    const auto message = message_of(*whole_, losses);
    auto head = asked_.head(events_, "application/json");
    if (!losses.empty()) {
      const auto more = losses.header();
      head.headers.set(std::string{loss_header}, asked_.losses.empty() ? more : asked_.losses + "; " + more);
    }
    return ready_answer(std::move(head), to_json(message));
  }

  const AnthropicAnswering asked_;
  Stoppable<ChatEvent> events_;
  ChatEvent event_;
  ChatAccumulator chunks_;
  bool began_ = false;
  std::optional<ChatCompletion> whole_;
  Answer answer_;
};

// The answer as events. The head waits for the first of them.
class AnthropicStreamedAnswer final : public Stream<Part> {
 public:
  AnthropicStreamedAnswer(StreamPtr<ChatEvent> events, AnthropicAnswering asked)
      : asked_{std::move(asked)}, events_{std::move(events), asked_.chat}, writer_{asked_.input_tokens} {}

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
      auto head = asked_.head(events_, std::string{sse_content_type});
      head.headers.set("cache-control", "no-cache");
      head.headers.set("x-accel-buffering", "no");
      head.form = form();
      out = std::move(head);
    }
    return Pull::some;
  }
  void when_ready(Wake wake) override { events_.when_ready(std::move(wake)); }

  static AnswerFormPtr form() {
    static const auto form = std::make_shared<const AnswerForm>(AnswerForm{.late_error = anthropic_error_event});
    return form;
  }

 private:
  Pull next(Bytes& out) {
    while (!ended_) {
      switch (events_.pull(event_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: return fail(out, events_.error());
        case Pull::end: return end(out);
        case Pull::some: break;
      }
      if (auto* whole = std::get_if<1>(&event_)) {
        for (const auto& chunk : ChatStreaming::split(*whole)) {
          if (auto added = writer_.add(chunk, out); !added) return fail(out, added.error());
        }
      } else if (auto added = writer_.add(std::get<0>(event_), out); !added) {
        return fail(out, added.error());
      }
      if (!out.empty()) return Pull::some;
    }
    return Pull::end;
  }
  Pull end(Bytes& out) {
    if (!writer_.began()) return fail(out, no_answer());
    if (!writer_.finished()) return fail(out, no_finish_reason(0));
    ended_ = true;
    writer_.finish(out);
    return Pull::some;
  }
  Pull fail(Bytes& out, Error error) {
    ended_ = true;
    events_.note(error);
    if (!headed_) return refusal_ = asked_.refusal(events_, error), Pull::fail;
    error.request_id = asked_.request_id;
    out += anthropic_error_event(error);
    return Pull::some;
  }

  const AnthropicAnswering asked_;
  Stoppable<ChatEvent> events_;
  ChatEvent event_;
  AnthropicStreamWriter writer_;
  bool headed_ = false, ended_ = false;
  Bytes held_;
  Answer refusal_;
};

inline std::optional<Error> check_anthropic(const AnthropicRequest& request) {
  if (request.model.empty()) return api_error(400, "model: Field required", "missing_required_parameter", "model");
  if (!request.max_tokens)
    return api_error(400, "max_tokens: Field required", "missing_required_parameter", "max_tokens");
  if (*request.max_tokens < 0) return api_error(400, "max_tokens: must not be negative", "invalid_value", "max_tokens");
  return std::nullopt;
}

inline Result<Parsed<AnthropicRequest>> read_anthropic(Request& request, const ServeAnthropicOptions& options) {
  auto body = request.body.take();
  if (body.find_first_not_of(" \t\r\n") == body.npos) body = "{}";
  return parse<AnthropicRequest>(std::move(body), options.reading);
}

inline void note_operation(const Context& context, std::string_view operation, std::string_view model) {
  if (!context.notes) return;
  context.notes->edit([&](RequestFacts& facts) {
    facts.operation = operation;
    facts.model = model;
  });
}

inline Answer serve_messages(const AnthropicServing& serving, Request request) {
  const auto& [backend, options] = *serving;
  note_operation(request.context, "createMessage", {});
  auto read = read_anthropic(request, options);
  if (!read) return anthropic_refusal(read.error(), request.context);
  note_operation(request.context, "createMessage", (*read)->model);
  if (const auto error = check_anthropic(**read)) return anthropic_refusal(*error, request.context);
  LossReport losses;
  auto chat = to_chat(**read, options, losses);
  if (!chat) return anthropic_refusal(chat.error(), request.context);
  if (options.losses == Losses::refused) {
    if (const auto refusal = losses.refusal()) return anthropic_refusal(*refusal, request.context);
  }
  tell_losses(request.context, losses);
  show_fields(request);
  auto& context = request.context;
  const bool streamed = chat->stream.value_or(false);
  std::int64_t input = 1;
  if (streamed) {
    if (const auto counted = counted_tokens(options, *chat, context)) input = std::max<std::int64_t>(*counted, 0);
  }
  const auto passed = std::make_shared<PassedFields>();
  context.on_passed = [passed](Headers fields) { passed->put(std::move(fields)); };
  const auto* row = &detail::row<CreateChatCompletion>();
  AnthropicAnswering asked{
      {*row, context.stop, context.notes, passed, {}, {}}, context.request_id, losses.header(), input};
  auto own = context;
  auto events = backend.run<CreateChatCompletion>(Parsed<ChatRequest>{*std::move(chat)}, std::move(own));
  if (!events) return anthropic_refusal(no_answer(), context);
  if (streamed) return std::make_unique<AnthropicStreamedAnswer>(std::move(events), std::move(asked));
  return std::make_unique<AnthropicWholeAnswer>(std::move(events), std::move(asked));
}

inline Answer serve_count(const AnthropicServing& serving, Request request) {
  const auto& options = serving->second;
  note_operation(request.context, "countMessageTokens", {});
  auto read = read_anthropic(request, options);
  if (!read) return anthropic_refusal(read.error(), request.context);
  note_operation(request.context, "countMessageTokens", (*read)->model);
  LossReport losses;
  const auto chat = to_chat(**read, options, losses);
  if (!chat) return anthropic_refusal(chat.error(), request.context);
  show_fields(request);
  const auto count = counted_tokens(options, *chat, request.context);
  if (!count) return anthropic_refusal(count.error(), request.context);
  return json_answer(200, to_json(AnthropicTokenCount{*count, {}}));
}

// The one response of an operation on models, as Anthropic's.
template <Operation Op>
class AnthropicModelAnswer final : public Stream<Part> {
 public:
  using Response = typename Op::Response;
  using Write = std::function<Bytes(const Response&)>;
  AnthropicModelAnswer(StreamPtr<Event<Op>> events, Context context, Write write)
      : events_{std::move(events)}, context_{std::move(context)}, write_{std::move(write)} {}
  Pull pull(Part& out) override {
    while (!answer_) {
      switch (events_->pull(response_)) {
        case Pull::wait: return Pull::wait;
        case Pull::fail: answer_ = anthropic_refusal(events_->error(), context_); break;
        case Pull::end: answer_ = anthropic_refusal(no_answer(), context_); break;
        case Pull::some: answer_ = json_answer(200, write_(response_)); break;
      }
    }
    return answer_->pull(out);
  }
  void when_ready(Wake wake) override { events_->when_ready(std::move(wake)); }

 private:
  StreamPtr<Event<Op>> events_;
  const Context context_;
  const Write write_;
  Event<Op> response_;
  Answer answer_;
};

template <Operation Op>
Answer serve_models(const Backend& backend, typename Op::Request asked, Request request,
                    typename AnthropicModelAnswer<Op>::Write write) {
  show_fields(request);
  note_operation(request.context, Op::endpoint.id, {});
  auto context = request.context;
  auto events = backend.run<Op>(Parsed<typename Op::Request>{std::move(asked)}, std::move(request.context));
  return std::make_unique<AnthropicModelAnswer<Op>>(std::move(events), std::move(context), std::move(write));
}

inline std::string_view anthropic_path(std::string_view path, std::string_view prefix) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const bool below = path.starts_with(prefix) && path.size() > prefix.size() && path[prefix.size()] == '/';
  return below ? path.substr(prefix.size()) : path;
}

inline Answer anthropic_not_found(const Request& request) {
  return anthropic_refusal(api_error(404, "Not found: " + request.method + " " + request.path, "unknown_url"),
                           request.context);
}

inline Answer route_anthropic(const AnthropicServing& serving, Request request) {
  const auto& [backend, options] = *serving;
  const auto path = std::string{anthropic_path(request.path, options.prefix)};
  const bool gets = request.method == "GET" || request.method == "HEAD";
  constexpr std::string_view models = "/models";
  if (path == "/api/hello" && gets) return ready_answer({.status = 200}, {});
  if (path == "/messages" || path == "/messages/count_tokens") {
    if (request.method != "POST") {
      auto error =
          api_error(405, "Not allowed to " + request.method + " on " + request.path + ".", "method_not_allowed");
      error.headers.add("allow", "POST");
      return anthropic_refusal(std::move(error), request.context);
    }
    return path == "/messages" ? serve_messages(serving, std::move(request)) : serve_count(serving, std::move(request));
  }
  if (path == models && gets) {
    auto query = request.query;
    return serve_models<ListModels>(backend, {}, std::move(request), [query = std::move(query)](const ModelList& list) {
      return to_json(page_of(list, query));
    });
  }
  if (path.starts_with(models) && path.size() > models.size() + 1 && path[models.size()] == '/' && gets) {
    RetrieveModelRequest asked;
    asked.model = Text{percent_decoded(std::string_view{path}.substr(models.size() + 1))};
    return serve_models<RetrieveModel>(backend, std::move(asked), std::move(request),
                                       [](const Model& model) { return to_json(anthropic_model(model)); });
  }
  return anthropic_not_found(request);
}

// Errors of the answer itself before its head, too, are told in the dialect.
inline void name_request(Head& head) {
  if (const auto* id = head.headers.find("x-request-id")) head.headers.set("request-id", *id);
  add_anthropic_limits(head.headers);
}

inline bool speaks_anthropic(const Request& head, const std::string& prefix) {
  const auto path = anthropic_path(head.path, prefix);
  const auto below = [&](std::string_view root) {
    return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
  };
  if (below("/messages") || path == "/api/hello") return true;
  const bool versioned = head.headers.has("anthropic-version");
  if (below("/models")) return versioned;  // clients of the API's own form show keys in `x-api-key`, too
  constexpr std::array<std::string_view, 6> others{"/files",         "/skills", "/complete",
                                                   "/organizations", "/agents", "/sessions"};
  return versioned && std::any_of(others.begin(), others.end(), below);
}

}  // namespace detail

OAICOMPAT_INLINE Handler serve_anthropic(Backend backend, ServeAnthropicOptions options) {
  while (options.prefix.ends_with('/')) options.prefix.pop_back();
  auto serving =
      std::make_shared<const std::pair<Backend, ServeAnthropicOptions>>(std::move(backend), std::move(options));
  return
      [serving = std::move(serving)](Request request) { return detail::route_anthropic(serving, std::move(request)); };
}

OAICOMPAT_INLINE Dialect anthropic_dialect(ServeAnthropicOptions options) {
  while (options.prefix.ends_with('/')) options.prefix.pop_back();
  return {.name = "anthropic",
          .speaks = [prefix = options.prefix](const Request& head) { return detail::speaks_anthropic(head, prefix); },
          .serve = [options](Backend backend) { return serve_anthropic(std::move(backend), options); },
          .normalize =
              [](Request& head) {
                if (const auto* key = head.headers.find("x-api-key")) {
                  const auto bearer = "Bearer " + *key;
                  head.headers.set("authorization", bearer);
                  head.headers.remove("x-api-key");
                }
                if (!head.headers.has("anthropic-version")) head.headers.set("anthropic-version", "2023-06-01");
              },
          .finish_head = detail::name_request,
          .error = anthropic_error_answer,
          .late_error = anthropic_error_event,
          .open_paths = {"/api/hello"}};
}

}  // namespace oaicompat::inline v1
