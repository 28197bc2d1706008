// What a response says of its request, and an error of its chat's.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/tools_to_chat.ipp>

#include <array>
#include <utility>

namespace oaicompat::inline v1::detail {

template <class T>
Maybe<T> or_null(const Maybe<T>& from) {
  return from ? from : Maybe<T>{null};
}

// As a function is said to have been offered: what was not given is null.
inline ResponseTool offered(ResponseTool tool) {
  if (auto* function = tool.get_if<ResponseFunctionTool>()) {
    function->description = or_null(function->description);
    function->parameters = or_null(function->parameters);
    function->strict = or_null(function->strict);
  }
  if (auto* search = tool.get_if<FileSearchTool>()) {
    if (!search->max_num_results) search->max_num_results = 20;
    if (!search->ranking_options) search->ranking_options.emplace();
    auto& ranking = *search->ranking_options;
    if (!ranking.ranker) ranking.ranker = Ranker::auto_;
    if (!ranking.score_threshold) ranking.score_threshold = 0;
    search->filters = or_null(search->filters);
  }
  return tool;
}

inline ReasoningOptions settled(ReasoningOptions reasoning) {
  reasoning.effort = or_null(reasoning.effort);
  reasoning.summary = or_null(reasoning.summary);
  return reasoning;
}

// OpenAI's responses have no such member: it is the request's as it came.
inline void echo_context_management(const ResponseRequest& request, Response& out) {
  if (!request.context_management) return;
  ResponseRequest only;
  only.context_management = request.context_management;
  constexpr std::string_view name = "context_management";
  auto json = to_json(only).substr(name.size() + 4);
  json.pop_back();
  out.extra.set(name, Json{Text{json}});
}

OAICOMPAT_INLINE Response begin_response(const ResponseRequest& request, const ToolRules& rules) {
  Response out;
  out.status = ResponseStatus::in_progress;
  out.background = request.background.value_or(false);
  out.completed_at.set_null();
  out.error.set_null();
  out.incomplete_details.set_null();
  request.instructions ? void(out.instructions = ResponseInput{Text{*request.instructions}})
                       : out.instructions.set_null();
  out.max_output_tokens = or_null(request.max_output_tokens);
  out.max_tool_calls = or_null(request.max_tool_calls);
  if (request.model) out.model = *request.model;
  out.parallel_tool_calls = request.parallel_tool_calls.value_or(true);
  out.previous_response_id = or_null(request.previous_response_id);
  if (request.conversation) {
    const auto* id = request.conversation->get_if<Text>();
    out.conversation = id ? ConversationReference{*id, {}} : *request.conversation->get_if<ConversationReference>();
  }
  out.reasoning = settled(request.reasoning ? *request.reasoning : ReasoningOptions{});
  out.text = request.text ? *request.text : TextOptions{};
  if (!out.text->format) out.text->format = ResponseTextFormat{TextFormat{}};
  if (request.tools) {
    for (const auto& tool : *request.tools) {
      if (!is_left_out(rules, tool)) out.tools.push_back(offered(tool));
    }
  }
  if (request.tool_choice) out.tool_choice = *request.tool_choice;
  out.temperature = request.temperature.value_or(1.0);
  out.top_p = request.top_p.value_or(1.0);
  out.top_logprobs = request.top_logprobs.value_or(0);
  out.truncation = request.truncation ? *request.truncation : OpenEnum{ResponseTruncation::disabled};
  const bool named = request.service_tier && *request.service_tier != ServiceTier::auto_;
  out.service_tier = named ? *request.service_tier : OpenEnum{ServiceTier::default_};
  if (request.user) out.user = *request.user;
  out.safety_identifier = or_null(request.safety_identifier);
  out.prompt_cache_key = or_null(request.prompt_cache_key);
  out.prompt_cache_retention = request.prompt_cache_retention;
  out.prompt_cache_options = request.prompt_cache_options;
  out.metadata = request.metadata ? *request.metadata : Map<Text>{};
  // Members of Open Responses that OpenAI's description lacks.
  for (const auto* penalty : {"presence_penalty", "frequency_penalty"}) {
    const ExtraKey<double> key{penalty};
    out.extra.set(key, request.extra.get(key).value_or(0));
  }
  echo_context_management(request, out);
  return out;
}

OAICOMPAT_INLINE Error error_of_response(Error error) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> names{
      {{"messages", "input"},
       {"max_completion_tokens", "max_output_tokens"},
       {"response_format", "text.format"},
       {"reasoning_effort", "reasoning.effort"},
       {"verbosity", "text.verbosity"}}};
  for (const auto& [chat, response] : names) {
    // The messages' indices are not the items'.
    if (error.param == chat || error.param.starts_with(std::string{chat} + ".") ||
        error.param.starts_with(std::string{chat} + "[")) {
      error.param = response;
      break;
    }
  }
  return error;
}

}  // namespace oaicompat::inline v1::detail
