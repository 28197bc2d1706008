// Chat requests as requests of the Anthropic Messages API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/anthropic/answers.hpp>
#include <oaicompat/dialects/anthropic/call.hpp>
#include <oaicompat/dialects/anthropic/from_options.ipp>
#include <oaicompat/dialects/anthropic/from_parts.ipp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/chat/codec.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

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
    AnthropicWays ways{from_, rules_, losses_, out_};
    ways.begin();
    tool_choice(ways.thinks());
    ways.finish();
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
    if (message.tool_call_id) made.tool_use_id = plain_call_id(*message.tool_call_id);
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
    for (auto& block : *blocks) {
      if (auto* use = block.get_if<AnthropicToolUse>()) use->id = plain_call_id(use->id);
    }
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
  void tool_choice(bool thinks) {
    AnthropicToolChoice made;
    if (from_.tool_choice && out_.tools && !out_.tool_choice) choose(made);
    if (out_.tool_choice) made = *out_.tool_choice;
    const bool forces = made.type == "any" || made.type == "tool";
    if (forces && (!rules_.forced_tool || thinks)) {
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
