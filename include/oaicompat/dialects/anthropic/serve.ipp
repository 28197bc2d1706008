// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/row.hpp>
#include <oaicompat/dialects/anthropic/ask.hpp>
#include <oaicompat/dialects/anthropic/batches.hpp>
#include <oaicompat/dialects/anthropic/errors.hpp>
#include <oaicompat/dialects/anthropic/model_lists.hpp>
#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/dialects/anthropic/served_messages.ipp>
#include <oaicompat/dialects/told.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/chat/token_estimate.hpp>
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

inline Result<std::int64_t> counted_tokens(const ServeAnthropicOptions& options, const ChatRequest& request,
                                           const Context& context) {
  if (options.count_tokens) return options.count_tokens(request, context);
  return estimated_tokens(request);
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

template <Operation Op>
Answer serve_models(const Backend& backend, typename Op::Request asked, const Request& request,
                    typename AnthropicAsked<Op>::Next next) {
  note_operation(request.context, Op::endpoint.id, {});
  return ask_backend<Op>(backend, std::move(asked), request.context, std::move(next));
}

inline std::string_view anthropic_path(std::string_view path, std::string_view prefix) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const bool below = path.starts_with(prefix) && path.size() > prefix.size() && path[prefix.size()] == '/';
  return below ? path.substr(prefix.size()) : path;
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
    show_fields(request);
    return serve_models<ListModels>(backend, {}, request, [query = request.query](const ModelList& list) {
      return json_answer(200, to_json(page_of(list, query)));
    });
  }
  if (path.starts_with(models) && path.size() > models.size() + 1 && path[models.size()] == '/' && gets) {
    RetrieveModelRequest asked;
    asked.model = Text{percent_decoded(std::string_view{path}.substr(models.size() + 1))};
    show_fields(request);
    return serve_models<RetrieveModel>(backend, std::move(asked), request, [](const Model& model) {
      return json_answer(200, to_json(anthropic_model(model)));
    });
  }
  for (const std::string_view room : {"/messages/batches", "/files"}) {
    if (!path.starts_with(room) || (path.size() > room.size() && path[room.size()] != '/')) continue;
    const auto below = std::string_view{path}.substr(room.size());
    note_operation(request.context, room.substr(1), {});
    if (room == "/files") return serve_anthropic_files(backend, below, std::move(request));
    return serve_anthropic_batches(backend, options, below, std::move(request));
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
  return [serving = std::move(serving)](Request&& request) {
    return detail::route_anthropic(serving, std::move(request));
  };
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
