// The JSON form of the bodies of Ollama's own API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/ollama/types.hpp>
#include <oaicompat/json/describe.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<OllamaFunction>) {
  return object("OllamaFunction", field("index", &OllamaFunction::index), field("name", &OllamaFunction::name),
                field("arguments", &OllamaFunction::arguments).optional());
}
constexpr auto describe(Type<OllamaToolCall>) {
  return object("OllamaToolCall", field("id", &OllamaToolCall::id), field("function", &OllamaToolCall::function));
}
constexpr auto describe(Type<OllamaMessage>) {
  return object("OllamaMessage", field("role", &OllamaMessage::role), field("content", &OllamaMessage::content),
                field("thinking", &OllamaMessage::thinking), field("images", &OllamaMessage::images),
                field("tool_calls", &OllamaMessage::tool_calls), field("tool_name", &OllamaMessage::tool_name),
                field("tool_call_id", &OllamaMessage::tool_call_id));
}
constexpr auto describe(Type<OllamaRequest>) {
  return object("OllamaRequest", field("model", &OllamaRequest::model).optional(),
                field("messages", &OllamaRequest::messages), field("prompt", &OllamaRequest::prompt),
                field("suffix", &OllamaRequest::suffix), field("system", &OllamaRequest::system),
                field("images", &OllamaRequest::images), field("tools", &OllamaRequest::tools),
                field("format", &OllamaRequest::format), field("options", &OllamaRequest::options),
                field("stream", &OllamaRequest::stream), field("keep_alive", &OllamaRequest::keep_alive),
                field("think", &OllamaRequest::think), field("logprobs", &OllamaRequest::logprobs),
                field("top_logprobs", &OllamaRequest::top_logprobs));
}
constexpr auto describe(Type<OllamaResponse>) {
  return object("OllamaResponse", field("model", &OllamaResponse::model),
                field("created_at", &OllamaResponse::created_at), field("message", &OllamaResponse::message),
                field("response", &OllamaResponse::response), field("thinking", &OllamaResponse::thinking),
                field("done", &OllamaResponse::done), field("done_reason", &OllamaResponse::done_reason),
                field("total_duration", &OllamaResponse::total_duration),
                field("load_duration", &OllamaResponse::load_duration),
                field("prompt_eval_count", &OllamaResponse::prompt_eval_count),
                field("prompt_eval_duration", &OllamaResponse::prompt_eval_duration),
                field("eval_count", &OllamaResponse::eval_count),
                field("eval_duration", &OllamaResponse::eval_duration), field("logprobs", &OllamaResponse::logprobs));
}
constexpr auto describe(Type<OllamaEmbedRequest>) {
  return object("OllamaEmbedRequest", field("model", &OllamaEmbedRequest::model).optional(),
                field("input", &OllamaEmbedRequest::input), field("prompt", &OllamaEmbedRequest::prompt),
                field("truncate", &OllamaEmbedRequest::truncate), field("dimensions", &OllamaEmbedRequest::dimensions),
                field("options", &OllamaEmbedRequest::options), field("keep_alive", &OllamaEmbedRequest::keep_alive));
}
constexpr auto describe(Type<OllamaEmbedResponse>) {
  return object("OllamaEmbedResponse", field("model", &OllamaEmbedResponse::model).optional(),
                field("embeddings", &OllamaEmbedResponse::embeddings),
                field("total_duration", &OllamaEmbedResponse::total_duration),
                field("load_duration", &OllamaEmbedResponse::load_duration),
                field("prompt_eval_count", &OllamaEmbedResponse::prompt_eval_count));
}

}  // namespace oaicompat::inline v1
