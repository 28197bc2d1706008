// Chat requests as requests of the Anthropic Messages API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/anthropic/answers.hpp>
#include <oaicompat/dialects/anthropic/call.hpp>
#include <oaicompat/dialects/anthropic/from_parts.ipp>
#include <oaicompat/resources/chat/codec.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// Members of engines' own that Anthropic's API refuses.
inline bool is_engines_own(std::string_view name) {
  constexpr std::array<std::string_view, 24> names{"min_p",
                                                   "typical_p",
                                                   "top_n_sigma",
                                                   "repetition_penalty",
                                                   "repeat_penalty",
                                                   "repeat_last_n",
                                                   "length_penalty",
                                                   "use_beam_search",
                                                   "min_tokens",
                                                   "stop_token_ids",
                                                   "ignore_eos",
                                                   "skip_special_tokens",
                                                   "mirostat",
                                                   "n_predict",
                                                   "chat_template",
                                                   "chat_template_kwargs",
                                                   "add_generation_prompt",
                                                   "include_reasoning",
                                                   "reasoning_format",
                                                   "enable_thinking",
                                                   "provider",
                                                   "models",
                                                   "cache_prompt",
                                                   "id_slot"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

class ChatToAnthropic {
 public:
  ChatToAnthropic(const ChatRequest& from, const CallAnthropicOptions& options, LossReport& losses)
      : from_{from},
        options_{options},
        losses_{losses},
        rules_{rules_for(options.models, from.model)},
        parts_{losses} {}

  Result<AnthropicRequest> make() {
    if (from_.n && *from_.n > 1) return api_error(400, "'n' is at most 1 here.", "unsupported_parameter", "n");
    out_.model = from_.model;
    if (auto error = messages()) return *std::move(error);
    if (auto error = tools()) return *std::move(error);
    thinking();
    prefill();
    limit();
    format();
    tool_choice();
    options();
    dropped();
    return std::move(out_);
  }

 private:
  void lose(std::string path, std::string why, LossKind kind = LossKind::dropped) {
    losses_.add(std::move(path), kind, std::move(why));
  }

  // --- messages

  std::optional<Error> messages() {
    bool leading = true;
    for (std::size_t i = 0; i < from_.messages.size(); ++i) {
      const auto& message = from_.messages[i];
      const auto path = std::string{"messages["} + std::to_string(i) + "]";
      if (message.name) lose(path + ".name", "turns have no names");
      const bool is_system = message.role == Role::system || message.role == Role::developer;
      leading = leading && is_system;
      std::optional<Error> error;
      if (is_system)
        error = leading ? instruct(message, path) : late_system(message, path);
      else if (message.role == Role::user)
        error = user(message, path);
      else if (message.role == Role::assistant)
        error = assistant_turn(message, path);
      else if (message.role == Role::tool)
        error = tool_result(message, path);
      else
        error = api_error(400, "'" + path + ".role' is not supported here.", "unsupported_parameter", path + ".role");
      if (error) return error;
    }
    flush(false);
    return std::nullopt;
  }

  std::optional<Error> instruct(const ChatMessage& message, const std::string& path) {
    auto content = parts_.content(message, path);
    if (!content) return content.error();
    if (!out_.system) return void(out_.system = *std::move(content)), std::nullopt;
    for (auto& block : parts_.as_blocks(*std::move(content))) {
      if (const auto* text = out_.system->get_if<Text>())
        out_.system = AnthropicContent{std::vector<AnthropicBlock>{AnthropicText{*text, {}, {}}}};
      out_.system->get_if<std::vector<AnthropicBlock>>()->push_back(std::move(block));
    }
    return std::nullopt;
  }
  std::optional<Error> late_system(const ChatMessage& message, const std::string& path) {
    auto content = parts_.content(message, path);
    if (!content) return content.error();
    if (rules_.late_system) {
      flush(false);
      return void(out_.messages.push_back({Text::literal("system"), *std::move(content), {}})), std::nullopt;
    }
    lose(path, "the model takes instructions at the beginning alone", LossKind::approximated);
    for (auto& block : parts_.as_blocks(*std::move(content))) late_.push_back(std::move(block));
    return std::nullopt;
  }
  std::optional<Error> user(const ChatMessage& message, const std::string& path) {
    auto content = parts_.content(message, path);
    if (!content) return content.error();
    if (results_.empty() && late_.empty()) {
      out_.messages.push_back({Text::literal("user"), *std::move(content), {}});
      return std::nullopt;
    }
    for (auto& block : parts_.as_blocks(*std::move(content))) late_.push_back(std::move(block));
    flush(true);
    return std::nullopt;
  }
  // What waits for a user's turn becomes one: what tools gave first.
  void flush(bool users) {
    if (results_.empty() && late_.empty() && !users) return;
    auto blocks = std::exchange(results_, {});
    for (auto& block : late_) blocks.push_back(std::move(block));
    late_.clear();
    if (!blocks.empty()) out_.messages.push_back({Text::literal("user"), AnthropicContent{std::move(blocks)}, {}});
  }
  std::optional<Error> tool_result(const ChatMessage& message, const std::string& path) {
    AnthropicToolResult made;
    if (message.tool_call_id) made.tool_use_id = *message.tool_call_id;
    if (message.content) {
      if (const auto* text = message.content->get_if<Text>()) {
        made.content = OneOf<Text, std::vector<AnthropicResultPart>>{*text};
      } else {
        auto content = parts_.result(message, path);
        if (!content) return content.error();
        made.content = *std::move(content);
      }
    }
    for (const auto& each : message.extra) {
      if (each.key == "is_error")
        made.is_error = each.json.as_bool();
      else
        made.extra.add(each);
    }
    results_.push_back(std::move(made));
    return std::nullopt;
  }
  std::optional<Error> assistant_turn(const ChatMessage& message, const std::string& path) {
    flush(false);
    if (message.audio) lose(path + ".audio", "answers have no audio");
    if (message.function_call) lose(path + ".function_call", "it is a form of old");
    std::optional<std::string> words;
    if (message.content || message.refusal) words = parts_.words(message);
    const auto thoughts =
        options_.unsigned_thoughts == CallAnthropicOptions::UnsignedThoughts::sent ? Unsigned::kept : Unsigned::dropped;
    const auto* calls = message.tool_calls ? &*message.tool_calls : nullptr;
    auto blocks = blocks_of({words, calls, message.extra}, thoughts, path, losses_);
    if (!blocks) return blocks.error();
    // Content in parts of which some are not text: they are blocks already.
    if (message.content) parts_.add_unknown(*message.content, *blocks);
    if (const auto* mark = message.extra.find("cache_control"); mark && !blocks->empty())
      set_extra(blocks->back(), "cache_control", *mark);
    const auto* only = blocks->size() == 1 ? blocks->front().get_if<AnthropicText>() : nullptr;
    const bool plain = only && !only->citations && only->extra.empty();
    AnthropicContent content = plain ? AnthropicContent{Text{only->text}} : AnthropicContent{*std::move(blocks)};
    out_.messages.push_back({Text::literal("assistant"), std::move(content), {}});
    return std::nullopt;
  }

  // Where the model begins every answer itself, it is asked to go on from what is there.
  void prefill() {
    if (out_.messages.empty() || !(out_.messages.back().role == "assistant")) return;
    if (rules_.prefill && !(thinks() && !rules_.name.empty())) return;
    const auto last = std::to_string(from_.messages.size() - 1);
    lose("messages[" + last + "]", "the model is asked to go on, as it takes no beginning", LossKind::emulated);
    constexpr std::string_view ask = "Continue your last message from exactly where it ends. Do not repeat any of it.";
    out_.messages.push_back({Text::literal("user"), AnthropicContent{Text{ask}}, {}});
  }

  // --- tools

  std::optional<Error> tools() {
    if (from_.functions || from_.function_call) lose("functions", "they are a form of old: see 'tools'");
    if (!from_.tools) return std::nullopt;
    std::vector<AnthropicTool> made;
    for (const auto& tool : *from_.tools) {
      if (const auto* function = tool.get_if<FunctionTool>()) {
        made.push_back(function_tool(*function));
      } else if (const auto* custom = tool.get_if<CustomTool>()) {
        made.push_back(custom_tool(*custom));
      } else if (auto read =
                     parse_owned<AnthropicTool>(tool.get_if<Unknown>()->json.view(), {.reading = Reading::lenient})) {
        made.push_back(*std::move(read));
      }
    }
    if (!made.empty()) out_.tools = std::move(made);
    return std::nullopt;
  }
  static AnthropicTool function_tool(const FunctionTool& from) {
    AnthropicTool made;
    made.name = from.function.name;
    made.description = from.function.description;
    made.input_schema = from.function.parameters ? *from.function.parameters
                                                 : Json{Text::literal(R"({"type":"object","properties":{}})")};
    if (from.function.strict) made.strict = *from.function.strict;
    made.extra = from.extra;
    return made;
  }
  AnthropicTool custom_tool(const CustomTool& from) {
    lose("tools", "tools take objects: the text is its 'input'", LossKind::emulated);
    AnthropicTool made;
    made.name = from.custom.name;
    made.description = from.custom.description;
    made.input_schema =
        Json{Text::literal(R"({"type":"object","properties":{"input":{"type":"string"}},"required":["input"]})")};
    return made;
  }
  bool thinks() const { return out_.thinking && !(out_.thinking->type == "disabled"); }

  void tool_choice() {
    AnthropicToolChoice made;
    if (from_.tool_choice && out_.tools && !out_.tool_choice) choose(made);
    if (out_.tool_choice) made = *out_.tool_choice;
    const bool forces = made.type == "any" || made.type == "tool";
    if (forces && (!rules_.forced_tool || thinks())) {
      lose("tool_choice", "a model that thinks cannot be made to call a tool", LossKind::approximated);
      made.type = Text::literal("auto");
      made.name.reset();
    }
    if (from_.parallel_tool_calls && !*from_.parallel_tool_calls && out_.tools && !(made.type == "none")) {
      if (made.type.empty()) made.type = Text::literal("auto");
      made.disable_parallel_tool_use = true;
    }
    if (!made.type.empty()) out_.tool_choice = std::move(made);
  }
  void choose(AnthropicToolChoice& made) {
    if (const auto* mode = from_.tool_choice->get_if<OpenEnum<ToolMode>>()) {
      made.type = Text::literal(*mode == ToolMode::required ? "any" : *mode == ToolMode::none ? "none" : "auto");
      return;
    }
    const auto& named = *from_.tool_choice->get_if<NamedToolChoice>();
    const auto name = [&](const Text& tool) {
      made.type = Text::literal("tool");
      made.name = tool;
    };
    if (const auto* function = named.get_if<FunctionChoice>()) name(function->function.name);
    if (const auto* custom = named.get_if<CustomChoice>()) name(custom->custom.name);
    if (const auto* allowed = named.get_if<AllowedToolsChoice>()) allow(allowed->allowed_tools, made);
  }
  void allow(const AllowedTools& allowed, AnthropicToolChoice& made) {
    std::vector<std::string> names;
    for (const auto& each : allowed.tools) {
      const auto kind = each.at("type").as_string().value_or("function");
      names.push_back(each.at(kind).at("name").as_string().value_or(each.at("name").as_string().value_or("")));
    }
    std::erase_if(*out_.tools, [&](const AnthropicTool& tool) {
      return std::find(names.begin(), names.end(), tool.name.view()) == names.end();
    });
    lose("tool_choice.allowed_tools", "the other tools are left out", LossKind::emulated);
    if (out_.tools->empty()) return out_.tools.reset();
    made.type = Text::literal(allowed.mode == AllowedToolsMode::required ? "any" : "auto");
  }

  // --- how it answers

  void thinking() {
    if (const auto* given = from_.extra.find(ext::thinking.name); given && given->is_object()) {
      AnthropicThinkingOptions made;
      made.type = Text{given->at("type").as_string().value_or("enabled")};
      made.budget_tokens = given->at("budget_tokens").as_integer();
      for (const auto& [key, value] : given->members()) {
        if (key != "type" && key != "budget_tokens") made.extra.set(key, value);
      }
      out_.thinking = std::move(made);
    }
    if (from_.reasoning_effort) effort(from_.reasoning_effort->word());
  }
  void effort(std::string_view word) {
    if (word == "none") {
      if (rules_.can_disable) return think(AnthropicThinkingOptions{Text::literal("disabled"), {}, {}});
      return lose("reasoning_effort", "the model always thinks", LossKind::approximated);
    }
    if (!rules_.effort) return think_by_budget(word);
    auto taken = word;
    if (word == "minimal") taken = "low";
    if (word == "xhigh" && !rules_.xhigh) taken = "high";
    if (taken != word) lose("reasoning_effort", "the model's efforts are others", LossKind::clamped);
    out_.output_config.emplace().effort = Text{taken};
    if (rules_.adaptive) think(AnthropicThinkingOptions{Text::literal("adaptive"), {}, {}});
  }
  void think(AnthropicThinkingOptions how) {
    if (!out_.thinking) out_.thinking = std::move(how);
  }
  void think_by_budget(std::string_view word) {
    if (!rules_.budget) return lose("reasoning_effort", "the model does not think");
    AnthropicThinkingOptions how;
    how.type = Text::literal("enabled");
    how.budget_tokens = word == "minimal"  ? 1024
                        : word == "low"    ? 2048
                        : word == "medium" ? 8192
                        : word == "high"   ? 16384
                                           : 31999;
    lose("reasoning_effort", "the model takes a budget of tokens", LossKind::emulated);
    think(std::move(how));
  }
  // Answers must have a bound, which must leave room for what is thought.
  void limit() {
    const auto asked = from_.max_completion_tokens ? *from_.max_completion_tokens
                       : from_.max_tokens          ? *from_.max_tokens
                                                   : std::min<std::int64_t>(rules_.max_tokens, 32'000);
    out_.max_tokens = asked;
    if (!thinks() || !out_.thinking->budget_tokens || *out_.thinking->budget_tokens < asked) return;
    constexpr std::int64_t least = 1024;
    lose("max_completion_tokens", "it bounds what is thought too", LossKind::clamped);
    if (asked > least)
      out_.thinking->budget_tokens = std::max(least, asked - 1);
    else
      out_.thinking.reset();
  }
  void format() {
    if (!from_.response_format) return;
    const auto& format = *from_.response_format;
    if (format.get_if<JsonObjectFormat>()) {
      lose("response_format", "the model is told to", LossKind::emulated);
      return tell("Answer with one JSON object, and with nothing before or after it.");
    }
    const auto* schema = format.get_if<JsonSchemaFormat>();
    if (!schema) return;
    const auto& asked = schema->json_schema;
    const auto json = asked.schema ? *asked.schema : Json{Text::literal(R"({"type":"object"})")};
    if (rules_.schema) {
      if (!out_.output_config) out_.output_config.emplace();
      out_.output_config->format = JsonObjectText{}.add("type", "json_schema").raw("schema", json.view()).take();
      return;
    }
    lose("response_format", "a tool is called with the answer", LossKind::emulated);
    AnthropicTool tool;
    tool.name = Text::literal(schema_tool);
    tool.description = Text::literal("Answers the user. Call it with the whole answer.");
    tool.input_schema = json;
    (out_.tools ? *out_.tools : out_.tools.emplace()).push_back(std::move(tool));
    if (thinks() || !rules_.forced_tool || out_.tools->size() > 1)
      tell("Give the answer by calling the tool " + std::string{schema_tool} + ".");
    if (out_.tools->size() == 1)
      out_.tool_choice = AnthropicToolChoice{Text::literal("tool"), Text::literal(schema_tool), {}, {}};
  }
  void tell(std::string_view words) {
    if (!out_.system) return void(out_.system = AnthropicContent{Text{words}});
    auto blocks = parts_.as_blocks(*std::move(out_.system));
    blocks.push_back(AnthropicText{Text{words}, {}, {}});
    out_.system = AnthropicContent{std::move(blocks)};
  }

  void options() {
    if (from_.stream) out_.stream = *from_.stream;
    sampling("temperature", from_.temperature, out_.temperature);
    sampling("top_p", from_.top_p, out_.top_p);
    if (from_.stop) {
      const auto* one = from_.stop->get_if<Text>();
      out_.stop_sequences = one ? std::vector<Text>{*one} : *from_.stop->get_if<std::vector<Text>>();
    }
    const auto user = from_.user ? from_.user->str() : from_.safety_identifier ? from_.safety_identifier->str() : "";
    if (!user.empty()) out_.metadata = JsonObjectText{}.add("user_id", user).take();
    if (from_.service_tier) {
      const bool standard = *from_.service_tier == ServiceTier::default_;
      const bool known = standard || *from_.service_tier == ServiceTier::auto_;
      out_.service_tier = Text{standard ? "standard_only" : "auto"};
      if (!known) lose("service_tier", "it is auto or default", LossKind::clamped);
    }
    for (const auto& each : from_.extra) extra(each);
  }
  void sampling(const char* name, const Maybe<double>& from, Maybe<double>& to) {
    if (!from) return;
    const bool budget = thinks() && out_.thinking->type == "enabled" && !rules_.name.empty();
    if ((!rules_.sampling || budget) && *from != 1.0) return lose(name, "the model takes none");
    to = std::min(*from, 1.0);
    if (*from > 1.0) lose(name, "it is at most 1", LossKind::clamped);
  }
  void extra(const Extra& each) {
    if (each.read_as != 0 || each.key == ext::thinking.name) return;
    if (each.key == "output_config") {
      if (!out_.output_config) out_.output_config.emplace();
      for (const auto& [key, value] : each.json.members()) out_.output_config->extra.set(key, value);
    } else if (is_engines_own(each.key) || (each.key == "top_k" && !rules_.sampling)) {
      lose(each.key.str(), "the provider does not take it");
    } else {
      out_.extra.add(each);
    }
  }

  void dropped() {
    const std::pair<const char*, bool> members[] = {
        {"seed", from_.seed.has_value()},
        {"frequency_penalty", from_.frequency_penalty.value_or(0) != 0},
        {"presence_penalty", from_.presence_penalty.value_or(0) != 0},
        {"logit_bias", from_.logit_bias.has_value() && !from_.logit_bias->items.empty()},
        {"logprobs", from_.logprobs.value_or(false)},
        {"top_logprobs", from_.top_logprobs.value_or(0) != 0},
        {"verbosity", from_.verbosity.has_value()},
        {"modalities", from_.modalities && std::find(from_.modalities->begin(), from_.modalities->end(),
                                                     Modality::audio) != from_.modalities->end()},
        {"audio", from_.audio.has_value()},
        {"prediction", from_.prediction.has_value()},
        {"web_search_options", from_.web_search_options.has_value()},
        {"moderation", from_.moderation.has_value()},
        {"store", from_.store.value_or(false)},
        {"metadata", from_.metadata.has_value() && !from_.metadata->items.empty()},
        {"prompt_cache_key", from_.prompt_cache_key.has_value()},
        {"prompt_cache_retention", from_.prompt_cache_retention.has_value()},
        {"prompt_cache_options", from_.prompt_cache_options.has_value()}};
    for (const auto& [name, given] : members) {
      if (given) lose(name, "the provider does not take it");
    }
  }

  const ChatRequest& from_;
  const CallAnthropicOptions& options_;
  LossReport& losses_;
  const AnthropicModelRules rules_;
  ChatParts parts_;
  AnthropicRequest out_;
  std::vector<AnthropicBlock> results_, late_;  // of the user's turn that comes
};

}  // namespace detail

OAICOMPAT_INLINE Result<AnthropicRequest> to_anthropic_request(const ChatRequest& request,
                                                               const CallAnthropicOptions& options,
                                                               LossReport& losses) {
  return detail::ChatToAnthropic{request, options, losses}.make();
}

}  // namespace oaicompat::inline v1
