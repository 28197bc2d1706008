// The JSON form of ChatRequest.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/message_json.hpp>
#include <oaicompat/resources/chat/options_json.hpp>
#include <oaicompat/resources/chat/request.hpp>
#include <oaicompat/resources/chat/response_format_json.hpp>
#include <oaicompat/resources/chat/tool_json.hpp>
#include <oaicompat/resources/moderations/moderation_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ChatRequest>) {
  return object(
      "ChatRequest", field("model", &ChatRequest::model, "The model's id."),
      field("messages", &ChatRequest::messages, "The conversation so far."),
      field("stream", &ChatRequest::stream, "Whether the answer comes as a stream of chunks. Default false."),
      field("stream_options", &ChatRequest::stream_options, "How the stream is sent."),
      field("max_completion_tokens", &ChatRequest::max_completion_tokens,
            "The most tokens the answer may take, reasoning included."),
      field("max_tokens", &ChatRequest::max_tokens,
            "The most tokens the answer may take (deprecated: see max_completion_tokens)."),
      field("temperature", &ChatRequest::temperature, "How random the choice of tokens is, 0 to 2. Default 1."),
      field("top_p", &ChatRequest::top_p, "How much of the probability the choice is made from, 0 to 1. Default 1."),
      field("n", &ChatRequest::n, "How many answers to make, 1 to 128. Default 1."),
      field("stop", &ChatRequest::stop, "Where the answer stops; the text at which it stops is not part of it."),
      field("seed", &ChatRequest::seed,
            "Asks for the same answer to the same request, as far as that goes (deprecated)."),
      field("frequency_penalty", &ChatRequest::frequency_penalty,
            "How much tokens are held back the more often they occurred, -2 to 2. Default 0."),
      field("presence_penalty", &ChatRequest::presence_penalty,
            "How much tokens are held back once they occurred, -2 to 2. Default 0."),
      field("logit_bias", &ChatRequest::logit_bias,
            "How much more (to 100) or less (to -100) likely each token id is made."),
      field("logprobs", &ChatRequest::logprobs,
            "Whether the answer carries the tokens' log probabilities. Default false."),
      field("top_logprobs", &ChatRequest::top_logprobs, "How many likely tokens to give at each place, 0 to 20."),
      field("tools", &ChatRequest::tools, "The tools that the model may call."),
      field("tool_choice", &ChatRequest::tool_choice,
            "Which tools the model calls. Default auto where there are tools, else none."),
      field("parallel_tool_calls", &ChatRequest::parallel_tool_calls,
            "Whether one answer may hold several calls. Default true."),
      field("response_format", &ChatRequest::response_format, "The form of the answer. Default text."),
      field("reasoning_effort", &ChatRequest::reasoning_effort,
            "How much the model reasons before it answers. Default medium."),
      field("verbosity", &ChatRequest::verbosity, "How wordy the answer is. Default medium."),
      field("modalities", &ChatRequest::modalities, "The kinds of output the model makes. Default text."),
      field("audio", &ChatRequest::audio, "How an audio answer sounds; needed where modalities has audio."),
      field("prediction", &ChatRequest::prediction, "What most of the answer will be."),
      field("web_search_options", &ChatRequest::web_search_options, "How the web is searched before the answer."),
      field("moderation", &ChatRequest::moderation, "How both sides are moderated."),
      field("service_tier", &ChatRequest::service_tier, "Which queue serves the request. Default auto."),
      field("store", &ChatRequest::store, "Whether the server keeps the answer for later. Default false."),
      field("metadata", &ChatRequest::metadata, "Up to 16 labels of the caller's, which come back with the answer."),
      field("user", &ChatRequest::user,
            "An id of the end user (deprecated: see safety_identifier and prompt_cache_key)."),
      field("safety_identifier", &ChatRequest::safety_identifier,
            "An id of the end user for the detection of abuse, at most 64 characters."),
      field("prompt_cache_key", &ChatRequest::prompt_cache_key, "Requests with one key share a cache of prompts."),
      field("prompt_cache_retention", &ChatRequest::prompt_cache_retention,
            "How long the prompt stays in the cache (deprecated)."),
      field("prompt_cache_options", &ChatRequest::prompt_cache_options, "How the prompt is cached."),
      field("function_call", &ChatRequest::function_call,
            "Which function the model calls (deprecated: see tool_choice)."),
      field("functions", &ChatRequest::functions, "The functions that the model may call (deprecated: see tools)."));
}

}  // namespace oaicompat::inline v1
