// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/input.hpp>
#include <oaicompat/resources/responses/tool_choice_to_chat.ipp>

#include <algorithm>
#include <utility>
#include <variant>

namespace oaicompat::inline v1::detail {

class RequestToChat {
 public:
  RequestToChat(const ResponseRequest& from, const std::vector<ResponseItem>& earlier, const ToolRules& rules,
                Thread thread)
      : from_{from}, earlier_{earlier}, input_{input_items(from.input)}, rules_{rules}, thread_{thread} {}

  Result<DerivedChat> make() {
    if (!from_.model) {
      return api_error(400, "Missing required parameter: 'model'.", "missing_required_parameter", "model");
    }
    using Step = std::optional<Error> (RequestToChat::*)();
    for (const Step step :
         {&RequestToChat::refuse, &RequestToChat::refuse_reasoning, &RequestToChat::refuse_includes,
          &RequestToChat::tools, &RequestToChat::tool_choice, &RequestToChat::text, &RequestToChat::messages}) {
      if (auto error = (this->*step)()) return *std::move(error);
    }
    options();
    if (auto error = penalties()) return *std::move(error);
    return DerivedChat{std::move(out_), std::move(names_), std::move(search_)};
  }

 private:
  // `truncation` and `context_management` say what to do where the input does not fit: that is the chat's to say.
  std::optional<Error> refuse() {
    if (from_.prompt) return unsupported("prompt", "no prompts are kept");
    if (from_.truncation && !from_.truncation->known()) return unsupported("truncation", "it is auto or disabled");
    if (from_.moderation) return unsupported("moderation", "nothing is moderated");
    if (from_.previous_response_id && from_.conversation) {
      return api_error(400, "Only one of 'previous_response_id' and 'conversation' may be given.",
                       "mutually_exclusive_parameters", "previous_response_id");
    }
    if (from_.background.value_or(false) && !from_.store.value_or(true)) {
      return api_error(400, "A response in the background needs 'store'.", "invalid_value", "background");
    }
    return std::nullopt;
  }
  std::optional<Error> refuse_reasoning() {
    if (!from_.reasoning) return std::nullopt;
    const auto& reasoning = *from_.reasoning;
    if (reasoning.mode && !(*reasoning.mode == "standard")) return unsupported("reasoning.mode", "it is 'standard'");
    if (reasoning.context && !(*reasoning.context == ReasoningContext::auto_)) {
      return unsupported("reasoning.context", "it is 'auto'");
    }
    const auto refused = [](const Maybe<OpenEnum<ReasoningSummary>>& how) { return how && !how->known(); };
    if (refused(reasoning.summary)) return unsupported("reasoning.summary", "it is not known");
    if (refused(reasoning.generate_summary)) return unsupported("reasoning.generate_summary", "it is not known");
    return std::nullopt;
  }
  // What is included of tools that never run is nothing, so that all known words can be granted.
  std::optional<Error> refuse_includes() {
    for (std::size_t i = 0; from_.include && i < from_.include->size(); ++i) {
      if (!(*from_.include)[i].known()) return unsupported(in("include", i), "it is not known");
    }
    return std::nullopt;
  }

  std::optional<Error> tools() {
    std::vector<ResponseTool> loaded;
    add_loaded(earlier_, loaded);
    add_loaded(input_, loaded);
    ToolsToChat all{rules_, names_};
    if (from_.tools) all.reserve(*from_.tools);
    all.reserve(loaded);
    for (std::size_t i = 0; from_.tools && i < from_.tools->size(); ++i) {
      if (auto added = all.add((*from_.tools)[i], in("tools", i)); !added) return added.error();
    }
    for (const auto& tool : loaded) all.load(tool);
    search_ = all.search();
    out_.tools = std::move(all).tools();
    if (out_.tools && from_.parallel_tool_calls) out_.parallel_tool_calls = *from_.parallel_tool_calls;
    return std::nullopt;
  }
  std::optional<Error> tool_choice() {
    if (!from_.tool_choice || chooses_search()) return std::nullopt;
    if (const auto* mode = from_.tool_choice->get_if<OpenEnum<ToolMode>>()) {
      if (!mode->known()) return unsupported("tool_choice", "it is none, auto or required");
      // Where there are no tools, servers of chat take no choice.
      if (!out_.tools && !(*mode == ToolMode::required)) return std::nullopt;
      out_.tool_choice = ToolChoice{*mode};
    } else {
      auto made = from_.tool_choice->get_if<ResponseNamedChoice>()->visit(ChoiceToChat{rules_, names_});
      if (!made) return made.error();
      out_.tool_choice = *std::move(made);
    }
    if (!out_.tools) return api_error(400, "'tool_choice' needs 'tools'.", "invalid_value", "tool_choice");
    return std::nullopt;
  }

  // What is searched anyway is no choice of the chat's.
  bool chooses_search() const {
    if (!search_ || rules_.searching != FileSearching::before_chat) return false;
    const auto* named = from_.tool_choice->get_if<ResponseNamedChoice>();
    const auto* hosted = named ? named->get_if<HostedToolChoice>() : nullptr;
    return named ? hosted && hosted->type == HostedTool::file_search : !out_.tools;
  }

  std::optional<Error> text() {
    if (!from_.text) return std::nullopt;
    out_.verbosity = from_.text->verbosity;
    if (!from_.text->format) return std::nullopt;
    const auto& format = *from_.text->format;
    if (const auto* schema = format.get_if<TextSchemaFormat>()) {
      out_.response_format = ResponseFormat{
          JsonSchemaFormat{JsonSchema{schema->name, schema->description, schema->schema, schema->strict, {}}, {}}};
    } else if (const auto* object = format.get_if<JsonObjectFormat>()) {
      out_.response_format = ResponseFormat{*object};
    } else if (!format.get_if<TextFormat>()) {
      return unsupported("text.format.type", "it is text, json_schema or json_object");
    }
    return std::nullopt;
  }

  std::optional<Error> messages() {
    MessageBuilder builder{rules_, names_, thread_};
    for (const auto& item : earlier_) {
      if (auto added = builder.add(item, "input"); !added) return added.error();
    }
    for (std::size_t i = 0; i < input_.size(); ++i) {
      if (auto added = builder.add(input_[i], in("input", i)); !added) return added.error();
    }
    auto made = builder.finish();
    if (!made) return made.error();
    if (made->empty() && thread_ == Thread::whole) {
      return api_error(400, "Missing required parameter: 'input'.", "missing_required_parameter", "input");
    }
    out_.messages = *std::move(made);
    if (from_.instructions) out_.messages.insert(out_.messages.begin(), system(Text{*from_.instructions}));
    return std::nullopt;
  }

  void options() {
    out_.model = *from_.model;
    if (from_.stream.value_or(false)) {
      out_.stream = true;
      out_.stream_options.emplace().include_usage = true;
      if (from_.stream_options) out_.stream_options->include_obfuscation = from_.stream_options->include_obfuscation;
    }
    out_.max_completion_tokens = from_.max_output_tokens;
    out_.temperature = from_.temperature;
    out_.top_p = from_.top_p;
    const auto likely = from_.top_logprobs.value_or(0);
    if (likely > 0 || includes(ResponseInclude::output_logprobs)) {
      out_.logprobs = true;
      if (from_.top_logprobs) out_.top_logprobs = likely;
    }
    if (from_.reasoning && from_.reasoning->effort) out_.reasoning_effort = from_.reasoning->effort;
    out_.service_tier = from_.service_tier;
    out_.user = from_.user;
    out_.safety_identifier = from_.safety_identifier;
    out_.prompt_cache_key = from_.prompt_cache_key;
    out_.prompt_cache_retention = from_.prompt_cache_retention;
    out_.prompt_cache_options = from_.prompt_cache_options;
    out_.extra = from_.extra;
  }
  // OpenAI's description has no penalties for responses; Open Responses has.
  std::optional<Error> penalties() {
    for (auto [name, penalty] : {std::pair{"presence_penalty", &out_.presence_penalty},
                                 std::pair{"frequency_penalty", &out_.frequency_penalty}}) {
      const auto* given = out_.extra.find(name);
      if (!given) continue;
      const auto number = out_.extra.get(ExtraKey<double>{name});
      if (!number && given->view() != "null") {
        return api_error(400, "Invalid type for '" + std::string{name} + "': expected a number.", "invalid_type", name);
      }
      if (number) *penalty = *number;
      out_.extra.remove(name);
    }
    return std::nullopt;
  }
  bool includes(ResponseInclude what) const {
    return from_.include && std::find(from_.include->begin(), from_.include->end(), what) != from_.include->end();
  }

  const ResponseRequest& from_;
  const std::vector<ResponseItem>& earlier_;
  const std::vector<ResponseItem> input_;
  const ToolRules& rules_;
  const Thread thread_;
  ChatRequest out_;
  ToolNames names_;
  std::optional<FileSearchTool> search_;
};

OAICOMPAT_INLINE Result<DerivedChat> to_chat(const ResponseRequest& request, const std::vector<ResponseItem>& earlier,
                                             const ToolRules& rules, Thread thread) {
  return RequestToChat{request, earlier, rules, thread}.make();
}

OAICOMPAT_INLINE std::vector<ResponseItem> input_items(const std::optional<ResponseInput>& input) {
  if (!input) return {};
  if (const auto* text = input->get_if<Text>()) return {user_item({input_text(*text)})};
  return *input->get_if<std::vector<ResponseItem>>();
}

}  // namespace oaicompat::inline v1::detail
