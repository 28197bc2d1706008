// The JSON form of Response.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/item_json.hpp>
#include <oaicompat/resources/responses/options_json.hpp>
#include <oaicompat/resources/responses/response.hpp>
#include <oaicompat/resources/responses/tool_choice_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<ResponseError>) {
  return object("ResponseError", field("code", &ResponseError::code, "For programs."),
                field("message", &ResponseError::message, "For people."));
}
constexpr auto describe(Type<IncompleteDetails>) {
  return object("IncompleteDetails", field("reason", &IncompleteDetails::reason, "The reason."));
}
constexpr auto describe(Type<ResponseModeration>) {
  return object("ResponseModeration", field("input", &ResponseModeration::input, "Of what the caller said."),
                field("output", &ResponseModeration::output, "Of what the model said."));
}
constexpr auto describe(Type<Response>) {
  return object(
      "Response", field("id", &Response::id, "The response's id."),
      field("object", &Response::object, "Always `response`."),
      field("created_at", &Response::created_at, "When it was begun, in seconds since 1970."),
      field("status", &Response::status, "How far it has come.").optional(),
      field("background", &Response::background, "Whether it is made in the background."),
      field("completed_at", &Response::completed_at, "When it was whole, in seconds since 1970.").always(),
      field("error", &Response::error, "Why it failed.").require(),
      field("incomplete_details", &Response::incomplete_details, "Why it ends early.").require(),
      field("instructions", &Response::instructions, "What instructed the model.").require(),
      field("max_output_tokens", &Response::max_output_tokens, "The most tokens it may take, reasoning included.")
          .always(),
      field("max_tool_calls", &Response::max_tool_calls, "The most calls of the server's tools."),
      field("model", &Response::model, "The model that made it."),
      field("output", &Response::output, "What the model made."),
      field("parallel_tool_calls", &Response::parallel_tool_calls, "Whether it may hold several calls at once."),
      field("previous_response_id", &Response::previous_response_id, "The response it goes on from.").always(),
      field("conversation", &Response::conversation, "The conversation it belongs to."),
      field("prompt", &Response::prompt, "The prompt it was made from."),
      field("reasoning", &Response::reasoning, "How the model reasoned.").always(),
      field("text", &Response::text, "How its text was made."),
      field("tools", &Response::tools, "The tools that the model could call."),
      field("tool_choice", &Response::tool_choice, "Which tools the model had to call."),
      field("temperature", &Response::temperature, "How random the choice of tokens was.").require(),
      field("top_p", &Response::top_p, "How much of the probability the choice was made from.").require(),
      field("top_logprobs", &Response::top_logprobs, "How many likely tokens are given at each place."),
      field("truncation", &Response::truncation, "What was done when the context did not fit.").always(),
      field("service_tier", &Response::service_tier, "Which queue served it."),
      field("usage", &Response::usage, "What it took; absent until it is known."),
      field("user", &Response::user, "An id of the end user (deprecated)."),
      field("safety_identifier", &Response::safety_identifier, "An id of the end user for the detection of abuse."),
      field("prompt_cache_key", &Response::prompt_cache_key, "The key whose requests shared a cache."),
      field("prompt_cache_retention", &Response::prompt_cache_retention,
            "How long the prompt stays in the cache (deprecated)."),
      field("prompt_cache_options", &Response::prompt_cache_options, "How the prompt was cached."),
      field("moderation", &Response::moderation, "What moderation found."),
      field("metadata", &Response::metadata, "The labels of the request.").require());
}

}  // namespace oaicompat::inline v1
