// The JSON forms of the requests of the operations on responses.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/request.hpp>
#include <oaicompat/resources/responses/response_json.hpp>
#include <oaicompat/resources/responses/tool_choice_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ResponseRequest>) {
  return object(
      "ResponseRequest", field("model", &ResponseRequest::model, "The model's id; a prompt may name it instead."),
      field("input", &ResponseRequest::input, "What the model is sent: text, or items."),
      field("instructions", &ResponseRequest::instructions, "Instructs the model, for this response alone."),
      field("stream", &ResponseRequest::stream, "Whether the response comes as a stream of events. Default false."),
      field("stream_options", &ResponseRequest::stream_options, "How the stream is sent."),
      field("max_output_tokens", &ResponseRequest::max_output_tokens,
            "The most tokens it may take, reasoning included."),
      field("max_tool_calls", &ResponseRequest::max_tool_calls, "The most calls of the server's tools."),
      field("temperature", &ResponseRequest::temperature, "How random the choice of tokens is, 0 to 2. Default 1."),
      field("top_p", &ResponseRequest::top_p,
            "How much of the probability the choice is made from, 0 to 1. Default 1."),
      field("top_logprobs", &ResponseRequest::top_logprobs, "How many likely tokens to give at each place, 0 to 20."),
      field("tools", &ResponseRequest::tools, "The tools that the model may call."),
      field("tool_choice", &ResponseRequest::tool_choice, "Which tools the model calls. Default auto."),
      field("parallel_tool_calls", &ResponseRequest::parallel_tool_calls,
            "Whether it may hold several calls at once. Default true."),
      field("text", &ResponseRequest::text, "How its text is made."),
      field("reasoning", &ResponseRequest::reasoning, "How the model reasons."),
      field("include", &ResponseRequest::include, "What is added to its items."),
      field("previous_response_id", &ResponseRequest::previous_response_id, "The response to go on from."),
      field("conversation", &ResponseRequest::conversation, "The conversation it belongs to."),
      field("prompt", &ResponseRequest::prompt, "The prompt to make it from."),
      field("context_management", &ResponseRequest::context_management, "What is done when the context grows large."),
      field("truncation", &ResponseRequest::truncation,
            "What is done when the context does not fit. Default disabled."),
      field("background", &ResponseRequest::background, "Whether it is made in the background. Default false."),
      field("store", &ResponseRequest::store, "Whether the server keeps it for later. Default true."),
      field("service_tier", &ResponseRequest::service_tier, "Which queue serves the request. Default auto."),
      field("moderation", &ResponseRequest::moderation, "How both sides are moderated."),
      field("metadata", &ResponseRequest::metadata,
            "Up to 16 labels of the caller's, which come back with the response."),
      field("user", &ResponseRequest::user,
            "An id of the end user (deprecated: see safety_identifier and prompt_cache_key)."),
      field("safety_identifier", &ResponseRequest::safety_identifier,
            "An id of the end user for the detection of abuse, at most 64 characters."),
      field("prompt_cache_key", &ResponseRequest::prompt_cache_key, "Requests with one key share a cache of prompts."),
      field("prompt_cache_retention", &ResponseRequest::prompt_cache_retention,
            "How long the prompt stays in the cache (deprecated)."),
      field("prompt_cache_options", &ResponseRequest::prompt_cache_options, "How the prompt is cached."));
}
constexpr auto describe(Type<RetrieveResponseRequest>) {
  return object(
      "RetrieveResponseRequest",
      field("response_id", &RetrieveResponseRequest::response_id, "The response's id, from the path."),
      field("include", &RetrieveResponseRequest::include, "What is added to its items."),
      field("stream", &RetrieveResponseRequest::stream, "Whether it comes as a stream of events. Default false."),
      field("starting_after", &RetrieveResponseRequest::starting_after,
            "The sequence number of the event after which a stream begins."),
      field("include_obfuscation", &RetrieveResponseRequest::include_obfuscation,
            "Whether deltas are padded to hide their lengths. Default true."));
}
constexpr auto describe(Type<DeleteResponseRequest>) {
  return object("DeleteResponseRequest",
                field("response_id", &DeleteResponseRequest::response_id, "The response's id, from the path."));
}
constexpr auto describe(Type<CancelResponseRequest>) {
  return object("CancelResponseRequest",
                field("response_id", &CancelResponseRequest::response_id, "The response's id, from the path."));
}
constexpr auto describe(Type<ListInputItemsRequest>) {
  return object("ListInputItemsRequest",
                field("response_id", &ListInputItemsRequest::response_id, "The response's id, from the path."),
                field("limit", &ListInputItemsRequest::limit, "How many items a page holds, at most 100. Default 20."),
                field("order", &ListInputItemsRequest::order, "How the items are sorted. Default desc."),
                field("after", &ListInputItemsRequest::after, "The id of the item after which the page begins."),
                field("include", &ListInputItemsRequest::include, "What is added to the items."));
}
constexpr auto describe(Type<ResponseItemList>) {
  return object("ResponseItemList", field("object", &ResponseItemList::object, "Always `list`."),
                field("data", &ResponseItemList::data, "The items."),
                field("first_id", &ResponseItemList::first_id, "The first one's id."),
                field("last_id", &ResponseItemList::last_id, "The last one's id: the next page begins after it."),
                field("has_more", &ResponseItemList::has_more, "Whether more follow."));
}
constexpr auto describe(Type<DeletedResponse>) {
  return object("DeletedResponse", field("id", &DeletedResponse::id, "The response's id."),
                field("object", &DeletedResponse::object, "Always `response`."),
                field("deleted", &DeletedResponse::deleted, "Whether it is forgotten."));
}
constexpr auto describe(Type<CountInputTokensRequest>) {
  return object(
      "CountInputTokensRequest", field("model", &CountInputTokensRequest::model, "The model's id."),
      field("input", &CountInputTokensRequest::input, "What the model would be sent."),
      field("instructions", &CountInputTokensRequest::instructions, "What would instruct the model."),
      field("tools", &CountInputTokensRequest::tools, "The tools that it could call."),
      field("tool_choice", &CountInputTokensRequest::tool_choice, "Which tools it would call."),
      field("parallel_tool_calls", &CountInputTokensRequest::parallel_tool_calls,
            "Whether there might be several calls at once."),
      field("text", &CountInputTokensRequest::text, "How its text would be made."),
      field("reasoning", &CountInputTokensRequest::reasoning, "How it would reason."),
      field("previous_response_id", &CountInputTokensRequest::previous_response_id, "The response to go on from."),
      field("conversation", &CountInputTokensRequest::conversation, "The conversation it would belong to."),
      field("truncation", &CountInputTokensRequest::truncation, "What would be done when the context does not fit."),
      field("personality", &CountInputTokensRequest::personality, "How it would speak: `friendly`, `pragmatic`."));
}
constexpr auto describe(Type<InputTokenCount>) {
  return object("InputTokenCount", field("object", &InputTokenCount::object, "Always `response.input_tokens`."),
                field("input_tokens", &InputTokenCount::input_tokens, "The number."));
}
constexpr auto describe(Type<CompactRequest>) {
  return object(
      "CompactRequest", field("model", &CompactRequest::model, "The model's id.").require().optional(),
      field("input", &CompactRequest::input, "The items."),
      field("previous_response_id", &CompactRequest::previous_response_id,
            "The response whose items come before them."),
      field("instructions", &CompactRequest::instructions, "Instructs the model."),
      field("prompt_cache_key", &CompactRequest::prompt_cache_key, "Requests with one key share a cache of prompts."),
      field("prompt_cache_retention", &CompactRequest::prompt_cache_retention,
            "How long the prompt stays in the cache (deprecated)."),
      field("prompt_cache_options", &CompactRequest::prompt_cache_options, "How the prompt is cached."),
      field("service_tier", &CompactRequest::service_tier, "Which queue serves the request."));
}
constexpr auto describe(Type<CompactedResponse>) {
  return object("CompactedResponse", field("id", &CompactedResponse::id, "The compaction's id."),
                field("object", &CompactedResponse::object, "Always `response.compaction`."),
                field("created_at", &CompactedResponse::created_at, "When it was made, in seconds since 1970."),
                field("output", &CompactedResponse::output, "The items."),
                field("usage", &CompactedResponse::usage, "What it took."));
}

}  // namespace oaicompat::inline v1
