// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/called_context.hpp>
#include <oaicompat/dialects/anthropic/call.hpp>
#include <oaicompat/dialects/anthropic/called_messages.ipp>
#include <oaicompat/dialects/anthropic/model_lists.hpp>
#include <oaicompat/dialects/framed_call.hpp>
#include <oaicompat/dialects/told.hpp>
#include <oaicompat/http/url.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <memory>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// A request to the provider, with its key and version.
inline Request anthropic_request(const CallAnthropicOptions& options, std::string method, std::string_view path,
                                 const Context& context) {
  Request out{.method = std::move(method), .path = options.prefix + std::string{path}};
  const auto key = call_key(options.api_key, context);
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

inline AskedAnthropic asked_of(const ChatRequest& request, const AnthropicRequest& sent) {
  AskedAnthropic out;
  const bool whole = !request.stream.value_or(false);  // one that comes as events all the same
  out.include_usage = whole || (request.stream_options && request.stream_options->include_usage.value_or(false));
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
  return detail::dialect_layer([options = std::move(options)](Handler handler, std::string prefix) {
    auto own = options;
    own.prefix = std::move(prefix);
    return call_anthropic(std::move(handler), std::move(own));
  });
}

}  // namespace oaicompat::inline v1
