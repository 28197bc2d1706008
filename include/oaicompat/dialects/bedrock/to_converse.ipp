// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/dialects/bedrock/blocks.hpp>
#include <oaicompat/dialects/bedrock/dropped_members.ipp>
#include <oaicompat/dialects/bedrock/to_converse.hpp>
#include <oaicompat/dialects/bedrock/tool_config.ipp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/chat/extensions.hpp>
#include <oaicompat/resources/chat/generation.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail::bedrock {

// The arguments of a call as the object that Converse wants.
inline Json arguments_object(std::string_view text, const std::string& path, LossReport& lost) {
  if (is_blank(text)) return {"{}"};
  auto json = Json::checked(text);
  if (json && json->is_object()) return *std::move(json);
  lost.add(path, LossKind::approximated, "Bedrock takes arguments as an object alone");
  return one_member("arguments", Json::string(text).view());
}

class ToConverse {
 public:
  ToConverse(const ChatRequest& from, const BedrockRules& rules)
      : from_{from},
        rules_{rules},
        claude_{is_claude(from.model) ? rules_for(rules.models, from.model) : AnthropicModelRules{}} {}

  Result<DerivedConverse> make() {
    if (auto error = messages()) return *std::move(error);
    tools_.add_tools();
    tools_.add_choice();
    inference();
    format();
    extras();
    reasoning();
    dropped();
    labels();
    finish();
    if (rules_.losses == Losses::refused) {
      if (auto refusal = lost().refusal()) return *std::move(refusal);
    }
    return std::move(made_);
  }

 private:
  LossReport& lost() { return made_.lost; }
  ConverseRequest& out() { return made_.request; }

  // --- messages ------------------------------------------------------------------------------------------------------

  std::optional<Error> messages() {
    for (std::size_t i = 0; i < from_.messages.size(); ++i) {
      if (auto error = add(from_.messages[i], "messages[" + std::to_string(i) + "]")) return error;
    }
    auto& turns = out().messages;
    std::erase_if(turns, [](const ConverseMessage& turn) { return turn.content.empty(); });
    return end_of_messages(), std::nullopt;
  }
  // Where the model begins every answer itself, it is asked to go on from what is there.
  void end_of_messages() {
    auto& turns = out().messages;
    if (turns.empty() || turns.back().role != "assistant" || !turns.back().content.back().text) return;
    if (!claude_.prefill) {
      lost().add("messages[" + std::to_string(from_.messages.size() - 1) + "]", LossKind::emulated,
                 "the model is asked to go on, as it takes no beginning");
      turn("user").emplace_back().text = Text::literal(go_on);
      return;
    }
    auto& last = *turns.back().content.back().text;  // Claude refuses blanks at the end of what it goes on from
    const auto end = last.view().find_last_not_of(" \t\r\n") + 1;
    if (end == last.size()) return;
    last = Text{last.view().substr(0, end)};
    lost().add("messages[" + std::to_string(from_.messages.size() - 1) + "].content", LossKind::approximated,
               "blanks at the end were cut off");
  }
  std::optional<Error> add(const ChatMessage& message, const std::string& path) {
    if (message.name && !message.name->empty() && message.role != Role::function)
      lost().add(path + ".name", LossKind::dropped, "Converse has no names of speakers");
    switch (message.role.known().value_or(Role::function)) {
      case Role::system:
      case Role::developer: return add_instructions(message, path);
      case Role::user: {
        auto& blocks = turn("user");
        auto error = message.content ? blocks_.add(*message.content, path + ".content", blocks) : std::nullopt;
        BlockMaker::add_cache_point(message.extra, blocks);
        return error;
      }
      case Role::assistant: return add_answer(message, path);
      case Role::tool:
      case Role::function: break;
    }
    if (!message.role.known())
      return api_error(400, "Converse has no role '" + std::string{message.role.word()} + "'.", "invalid_value",
                       path + ".role");
    return add_result(message, path);
  }
  Blocks& turn(std::string_view role) {
    auto& turns = out().messages;
    if (turns.empty() || turns.back().role != role) turns.emplace_back().role = Text{role};
    return turns.back().content;
  }
  std::optional<Error> add_instructions(const ChatMessage& message, const std::string& path) {
    if (!out().messages.empty()) lost().add(path, LossKind::approximated, "instructions stand before the conversation");
    Blocks blocks;
    auto error = message.content ? blocks_.add(*message.content, path + ".content", blocks) : std::nullopt;
    BlockMaker::add_cache_point(message.extra, blocks);
    auto& system = out().system ? *out().system : out().system.emplace();
    for (auto& block : blocks) {
      if (block.text || block.cache_point) {
        system.push_back(std::move(block));
      } else {
        lost().add(path + ".content", LossKind::dropped, "instructions are text");
      }
    }
    return error;
  }
  // What the model said goes back in its order: Claude refuses thoughts that stand elsewhere than they did, and a turn
  // with thoughts that does not begin with one (aws/bedrock-agentcore-sdk-python#416, maximhq/bifrost#3688).
  std::optional<Error> add_answer(const ChatMessage& message, const std::string& path) {
    PlacedBlocks<ConverseBlock> placed;
    blocks_.add_reasoning(message, path, placed);
    Blocks blocks;
    const auto* text = message.content ? message.content->get_if<Text>() : nullptr;
    if (text) {
      blocks_.add_texts(*text, message, path, placed);
    } else if (message.content) {
      if (auto error = blocks_.add(*message.content, path + ".content", blocks)) return error;
    }
    if (message.refusal) BlockMaker::add_text(*message.refusal, blocks);
    if (message.audio) lost().add(path + ".audio", LossKind::dropped, "Converse has no audio answers");
    for (std::size_t i = 0; message.tool_calls && i < message.tool_calls->size(); ++i)
      add_call((*message.tool_calls)[i], path + ".tool_calls[" + std::to_string(i) + "]", blocks);
    if (message.function_call) {
      const auto& call = *message.function_call;
      add_use(call.name, call.name, arguments_object(call.arguments, path + ".function_call.arguments", lost()),
              blocks);
    }
    for (auto& block : blocks) placed.add(std::move(block));
    auto& all = turn("assistant");
    for (auto& block : placed.merged()) all.push_back(std::move(block));
    BlockMaker::add_cache_point(message.extra, all);
    return std::nullopt;
  }
  void add_call(const ToolCall& call, const std::string& path, Blocks& blocks) {
    if (call.custom) {
      lost().add(path + ".custom", LossKind::emulated, "a function with one text stands for it");
      add_use(call.id, call.custom->name, one_member("input", Json::string(call.custom->input).view()), blocks);
    } else if (call.function) {
      auto input = arguments_object(call.function->arguments, path + ".function.arguments", lost());
      add_use(call.id, call.function->name, std::move(input), blocks);
    } else {
      lost().add(path, LossKind::dropped, "Converse has no such call");
    }
  }
  void add_use(std::string_view id, const Text& name, Json input, Blocks& blocks) {
    auto& use = blocks.emplace_back().tool_use.emplace();
    use.tool_use_id = plain_call_id(id);
    use.name = name;
    use.input = std::move(input);
    tools_.was_called(name);
  }
  std::optional<Error> add_result(const ChatMessage& message, const std::string& path) {
    Blocks blocks;
    if (message.content) {
      if (auto error = blocks_.add(*message.content, path + ".content", blocks)) return error;
    }
    auto& all = turn("user");
    auto& result = all.emplace_back().tool_result.emplace();
    const auto& id = message.tool_call_id ? message.tool_call_id : message.name;
    result.tool_use_id = plain_call_id(id ? id->view() : std::string_view{});
    std::optional<Json> point = cache_point(message.extra);
    for (auto& block : blocks) {
      if (block.cache_point) {
        point = std::move(block.cache_point);
      } else {
        result.content.push_back(block_json(block));
      }
    }
    if (message.extra.get(ExtraKey<bool>{"is_error"}).value_or(false)) result.status = "error";
    if (point) all.emplace_back().cache_point = *std::move(point);
    return std::nullopt;
  }

  // --- how the answer is made ----------------------------------------------------------------------------------------

  void inference() {
    auto& config = out().inference_config.emplace();
    config.max_tokens = max_tokens_of(from_);
    const auto refused = [&](const char* name, double value) {
      if (claude_.sampling || value == 1) return false;
      lost().add(name, LossKind::dropped, "the model takes none");
      return true;
    };
    if (from_.temperature && !refused("temperature", *from_.temperature)) {
      config.temperature = std::min(1.0, *from_.temperature);
      if (*from_.temperature > 1) lost().add("temperature", LossKind::clamped, "Converse takes 0 to 1");
    }
    if (from_.top_p && !refused("top_p", *from_.top_p)) config.top_p = *from_.top_p;
    std::vector<Text> stops;
    for (const auto& stop : stops_of(from_)) {
      is_blank(stop) ? lost().add("stop", LossKind::dropped, "Bedrock takes no blank stop texts")
                     : void(stops.emplace_back(stop));
    }
    if (!stops.empty()) config.stop_sequences = std::move(stops);
  }
  void format() {
    if (!from_.response_format) return;
    if (from_.response_format->get_if<JsonObjectFormat>() || from_.response_format->get_if<Unknown>())
      return lost().add("response_format", LossKind::dropped, "Converse has formats with a schema alone");
    const auto* format = from_.response_format->get_if<JsonSchemaFormat>();
    if (!format) return;
    const auto& schema = format->json_schema;
    const auto text = schema.schema ? schema.schema->view() : std::string_view{"{}"};
    if (rules_.format == BedrockFormat::tool) {
      made_.answer_tool = schema.name.empty() ? "answer" : schema.name.str();
      tools_.add_tool(Text{made_.answer_tool}, schema.description, Json{Text{text}}, false, {});
      tools_.choose(Text{made_.answer_tool});
      return lost().add("response_format", LossKind::emulated, "a tool that must be called stands for it");
    }
    std::string inner =
        R"({"schema":)" + Json::string(text).text.str() + R"(,"name":)" + Json::string(schema.name).text.str();
    if (schema.description) inner += R"(,"description":)" + Json::string(*schema.description).text.str();
    output_.emplace_back("textFormat", R"({"type":"json_schema","structure":{"jsonSchema":)" + inner + "}}}");
  }

  BedrockReasoning reasoning_style() const {
    if (rules_.reasoning != BedrockReasoning::by_model) return rules_.reasoning;
    const std::string_view model = from_.model;
    if (model.find("gpt-oss") != model.npos) return BedrockReasoning::member;
    if (!is_claude(model)) return BedrockReasoning::none;
    if (claude_.effort && claude_.adaptive) return BedrockReasoning::effort;
    return claude_.budget ? BedrockReasoning::budget : BedrockReasoning::none;
  }
  void reasoning() {
    if (!from_.reasoning_effort) return;
    const auto& effort = *from_.reasoning_effort;
    const auto style = reasoning_style();
    if (effort == ReasoningEffort::none && style != BedrockReasoning::member) return;
    if (style == BedrockReasoning::none)
      return lost().add("reasoning_effort", LossKind::dropped, "the model has no such setting");
    if (style == BedrockReasoning::member) return own("reasoning_effort", Json::string(effort.word()));
    if (const auto why = no_thinking(); !why.empty())
      return lost().add("reasoning_effort", LossKind::dropped, std::string{why});
    lost().add("reasoning_effort", LossKind::emulated,
               style == BedrockReasoning::budget ? "a number of tokens" : "an effort");
    style == BedrockReasoning::budget ? think_with_budget(effort) : think_with_effort(effort);
    auto& config = *out().inference_config;
    if (config.temperature && *config.temperature != 1) {
      config.temperature.reset();
      lost().add("temperature", LossKind::dropped, "a model that reasons takes none");
    }
    if (config.top_p && *config.top_p < 0.95) {
      config.top_p = 0.95;
      lost().add("top_p", LossKind::clamped, "a model that reasons takes 0.95 to 1");
    }
  }
  // Why a Claude model may not reason in this request.
  std::string_view no_thinking() const {
    constexpr std::int64_t least = 1025;
    if (tools_.must_call()) return "a model that must call a tool cannot reason";
    const auto most = made_.request.inference_config->max_tokens;
    if (most && *most < least) return "there are too few tokens to reason with";
    for (auto turn = made_.request.messages.rbegin(); turn != made_.request.messages.rend(); ++turn) {
      if (turn->role != "assistant") continue;
      const auto& blocks = turn->content;
      const bool calls =
          std::any_of(blocks.begin(), blocks.end(), [](auto& each) { return each.tool_use.has_value(); });
      const bool reasons =
          std::any_of(blocks.begin(), blocks.end(), [](auto& each) { return each.reasoning_content.has_value(); });
      return calls && !reasons ? "the reasoning before the last calls is not there" : "";
    }
    return {};
  }
  void think_with_budget(const OpenEnum<ReasoningEffort>& effort) {
    std::int64_t budget = 8192;
    if (effort == ReasoningEffort::minimal) budget = 1024;
    if (effort == ReasoningEffort::low) budget = 2048;
    if (effort == ReasoningEffort::high) budget = 16384;
    if (effort == ReasoningEffort::xhigh || effort == ReasoningEffort::max) budget = 24576;
    auto& most = out().inference_config->max_tokens;
    if (most) budget = std::min(budget, *most - 1);
    if (!most) most = budget + 8192;
    own("thinking", Json{Text{R"({"type":"enabled","budget_tokens":)" + std::to_string(budget) + "}"}});
  }
  void think_with_effort(const OpenEnum<ReasoningEffort>& effort) {
    own("thinking", Json{R"({"type":"adaptive"})"});
    auto word = effort == ReasoningEffort::minimal ? std::string_view{"low"} : effort.word();
    if (effort == ReasoningEffort::xhigh && !claude_.xhigh) word = "high";
    output_.emplace_back("effort", Json::string(word).text.str());
  }

  // --- the rest ------------------------------------------------------------------------------------------------------

  void own(std::string_view name, Json json) {
    const auto known = std::find_if(own_.begin(), own_.end(), [&](auto& each) { return each.first == name; });
    if (known == own_.end()) own_.emplace_back(std::string{name}, json.text.str());
  }
  void extras() {
    constexpr std::array<std::string_view, 6> converse{"guardrailConfig",   "promptVariables",
                                                       "performanceConfig", "additionalModelResponseFieldPaths",
                                                       "projectIdentifier", "serviceTier"};
    constexpr std::array<std::string_view, 5> models{"top_k", "thinking", "anthropic_beta", "reasoning_config",
                                                     "reasoningConfig"};
    const auto among = [](const auto& names, std::string_view name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    for (const auto& extra : from_.extra) {
      if (extra.read_as != 0) continue;
      if (among(converse, extra.key)) {
        out().extra.set(extra.key, extra.json);
      } else if (among(models, extra.key)) {
        own(extra.key, extra.json);
      } else if (extra.key == "additionalModelRequestFields") {
        for (const auto& [name, value] : extra.json.members()) own(name, value);
      } else if (extra.key == "cache_control") {
        lost().add("cache_control", LossKind::dropped, "Bedrock's marks stand at blocks");
      } else {
        lost().add(extra.key.str(), LossKind::dropped, "Converse has no such member");
      }
    }
  }
  void dropped() {
    add_dropped_members(from_, lost());
    if (from_.service_tier) service_tier(*from_.service_tier);
  }
  void service_tier(const OpenEnum<ServiceTier>& tier) {
    if (tier == ServiceTier::auto_ || out().extra.find("serviceTier")) return;
    if (tier == ServiceTier::default_ || tier == ServiceTier::flex || tier == ServiceTier::priority)
      return out().extra.set("serviceTier", one_member("type", Json::string(tier.word()).view()));
    lost().add("service_tier", LossKind::dropped, "Bedrock has no such tier");
  }
  void labels() {
    constexpr std::size_t most = 16;
    Map<Text> all = from_.metadata ? *from_.metadata : Map<Text>{};
    if (from_.user && !all.find("user") && all.items.size() < most) {
      lost().add("user", LossKind::emulated, "a label of the request stands for it");
      all.set("user", *from_.user);
    }
    if (!all.items.empty()) out().request_metadata = std::move(all);
  }
  static Json object_of(const std::vector<std::pair<std::string, std::string>>& members) {
    std::string json{"{"};
    for (const auto& [name, value] : members)
      json += (json.size() > 1 ? "," : "") + Json::string(name).text.str() + ":" + value;
    return {Text{json + "}"}};
  }
  void finish() {
    out().tool_config = tools_.take();
    if (out().inference_config == ConverseInference{}) out().inference_config.reset();
    if (!output_.empty()) out().output_config = object_of(output_);
    if (!own_.empty()) out().additional_model_request_fields = object_of(own_);
    if (out().system && out().system->empty()) out().system.reset();
  }

  const ChatRequest& from_;
  const BedrockRules& rules_;
  const AnthropicModelRules claude_;  // of another model: it takes everything
  DerivedConverse made_;
  BlockMaker blocks_{made_.lost};
  ToolConfig tools_{from_, made_.lost};
  std::vector<std::pair<std::string, std::string>> own_;     // the model's own members
  std::vector<std::pair<std::string, std::string>> output_;  // of `outputConfig`
};

OAICOMPAT_INLINE Result<DerivedConverse> to_converse(const ChatRequest& request, const BedrockRules& rules) {
  return ToConverse{request, rules}.make();
}

}  // namespace oaicompat::inline v1::detail::bedrock
