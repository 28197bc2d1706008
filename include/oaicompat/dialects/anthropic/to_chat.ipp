// Requests of the Anthropic Messages API as chat requests.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/dialects/anthropic/said.hpp>
#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/dialects/wire_text.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline std::string at(std::string_view list, std::size_t i) {
  return std::string{list} + "[" + std::to_string(i) + "]";
}
inline Error anthropic_invalid(std::string message, std::string param) {
  return api_error(400, std::move(message), "invalid_value", std::move(param));
}
inline bool is_given(const std::optional<Json>& json) { return json && !json->is_null(); }

// A source as a URL; nothing where it is no image or file that a part can hold.
inline std::optional<std::string> url_of(const AnthropicSource& source, bool addresses) {
  if (!source.extra.empty()) return std::nullopt;
  const auto media = source.media_type ? source.media_type->view() : std::string_view{};
  if (source.type == "base64" && source.data) return "data:" + std::string{media} + ";base64," + source.data->str();
  if (source.type == "text" && source.data && media == "text/plain")
    return "data:text/plain;base64," + to_base64(*source.data);
  if (addresses && source.type == "url" && source.url) return source.url->str();
  return std::nullopt;
}

class AnthropicRequestToChat {
 public:
  AnthropicRequestToChat(const AnthropicRequest& from, const ServeAnthropicOptions& options, LossReport& losses)
      : from_{from},
        options_{options},
        losses_{losses},
        keeps_{options.foreign == ServeAnthropicOptions::Foreign::kept} {}

  Result<ChatRequest> make() {
    out_.model = from_.model;
    if (from_.messages.empty()) return anthropic_invalid("messages: at least one message is required", "messages");
    if (from_.system) system_message(*from_.system);
    for (std::size_t i = 0; i < from_.messages.size(); ++i) {
      if (auto error = turn(from_.messages[i], at("messages", i), i == 0)) return *std::move(error);
    }
    if (wrong_) return *std::move(wrong_);
    if (out_.messages.empty()) return anthropic_invalid("messages: at least one message is required", "messages");
    tools();
    tool_choice();
    options();
    reasoning();
    format();
    rest();
    return std::move(out_);
  }

 private:
  void lose(std::string path, std::string why, LossKind kind = LossKind::dropped) {
    losses_.add(std::move(path), kind, std::move(why));
  }

  // --- parts

  static TextPart text_part(const AnthropicText& block) {
    TextPart made;
    made.text = block.text;
    if (is_given(block.citations)) made.extra.set("citations", *block.citations);
    for (const auto& each : block.extra) made.extra.add(each);
    return made;
  }
  template <class Union>
  void part(const Union& block, const std::string& path, std::vector<ContentPart>& out) {
    if (const auto* text = block.template get_if<AnthropicText>()) {
      out.emplace_back(text_part(*text));
      return;
    }
    if (const auto* image = block.template get_if<AnthropicImage>()) {
      check_data(image->source, path);
      if (auto url = url_of(image->source, true)) {
        ImagePart made;
        made.image_url.url = Text{*url};
        made.extra = image->extra;
        out.emplace_back(std::move(made));
        return;
      }
    }
    if (const auto* document = block.template get_if<AnthropicDocument>()) {
      check_data(document->source, path);
      if (auto url = url_of(document->source, false); url || file_id(*document)) {
        FilePart made;
        if (url) made.file.file_data = Text{*url};
        if (!url) made.file.file_id = *document->source.file_id;
        if (document->title) made.file.filename = *document->title;
        made.extra = document->extra;
        out.emplace_back(std::move(made));
        return;
      }
    }
    if (!keeps_) return lose(path, "chat has no part for it");
    out.emplace_back(Unknown{Text{block.tag()}, Json{Text{to_json(AnthropicBlock{as_block(block)})}}});
  }
  void check_data(const AnthropicSource& source, const std::string& path) {
    if (wrong_ || !(source.type == "base64") || !source.data || is_base64(*source.data)) return;
    wrong_ = anthropic_invalid(path + ".source.data: invalid base64 data", path + ".source.data");
  }
  static bool file_id(const AnthropicDocument& document) {
    return document.source.type == "file" && document.source.file_id && document.source.extra.empty();
  }
  static AnthropicBlock as_block(const AnthropicBlock& block) { return block; }
  static AnthropicBlock as_block(const AnthropicResultPart& part) {
    return part.visit([](const auto& each) { return AnthropicBlock{each}; });
  }

  // --- turns

  void system_message(const AnthropicContent& content) {
    if (const auto* text = content.get_if<Text>()) return void(out_.messages.push_back(message(Role::system, *text)));
    std::vector<ContentPart> parts;
    const auto& blocks = *content.get_if<std::vector<AnthropicBlock>>();
    for (std::size_t i = 0; i < blocks.size(); ++i) part(blocks[i], at("system", i), parts);
    if (!parts.empty()) out_.messages.push_back(message(Role::system, std::move(parts)));
  }

  std::optional<Error> turn(const AnthropicTurn& turn, const std::string& path, bool first) {
    for (const auto& each : turn.extra) {
      if (turn.role == "system" && each.key == "output_config") {
        for (const auto& [key, value] : each.json.members()) {
          const auto effort = key == "effort" ? value.as_string() : std::nullopt;
          effort ? void(late_effort_ = *effort)
                 : lose(path + ".output_config." + key.str(), "chat has no place for it");
        }
      } else {
        lose(path + "." + each.key.str(), "chat messages have no such member");
      }
    }
    if (turn.role == "user") return user_turn(turn.content, path), std::nullopt;
    if (turn.role == "assistant") return assistant_turn(turn.content, path);
    if (turn.role != "system") {
      return anthropic_invalid(path + ".role: Unexpected role \"" + turn.role.str().substr(0, 64) +
                                   "\". Allowed roles are \"user\", \"assistant\" and \"system\".",
                               path + ".role");
    }
    const auto* blocks = turn.content.get_if<std::vector<AnthropicBlock>>();
    if (blocks && blocks->empty()) return std::nullopt;  // it directs, and says nothing
    if (options_.late_system == ServeAnthropicOptions::LateSystem::refused && !first) {
      return anthropic_invalid(
          path + ".role: Unexpected role \"system\". A system turn amid the others is not supported.", path + ".role");
    }
    system_message(turn.content);
    return std::nullopt;
  }

  // What tools gave comes first: it must follow the calls.
  void user_turn(const AnthropicContent& content, const std::string& path) {
    if (const auto* text = content.get_if<Text>()) return void(out_.messages.push_back(message(Role::user, *text)));
    std::vector<ContentPart> parts;
    const auto& blocks = *content.get_if<std::vector<AnthropicBlock>>();
    bool results = false;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const auto where = at(path + ".content", i);
      if (const auto* result = blocks[i].get_if<AnthropicToolResult>()) {
        if (!parts.empty() && !results)
          lose(where, "what tools gave comes before other content", LossKind::approximated);
        tool_message(*result, where);
        results = true;
      } else {
        part(blocks[i], where, parts);
      }
    }
    const auto* only = results && parts.size() == 1 ? parts.front().get_if<TextPart>() : nullptr;
    if (only && only->extra.empty()) return void(out_.messages.push_back(user(Text{only->text})));
    if (!parts.empty() || !results) out_.messages.push_back(message(Role::user, std::move(parts)));
  }
  void tool_message(const AnthropicToolResult& result, const std::string& path) {
    ChatMessage made;
    made.role = Role::tool;
    made.tool_call_id = result.tool_use_id;
    made.content = Content{Text{}};
    if (result.content) {
      if (const auto* text = result.content->get_if<Text>()) made.content = Content{Text{*text}};
      if (const auto* blocks = result.content->get_if<std::vector<AnthropicResultPart>>()) {
        std::vector<ContentPart> parts;
        for (std::size_t i = 0; i < blocks->size(); ++i) part((*blocks)[i], at(path + ".content", i), parts);
        made.content = Content{std::move(parts)};
      }
    }
    if (result.is_error) made.extra.set(ExtraKey<bool>{"is_error"}, *result.is_error);
    for (const auto& each : result.extra) made.extra.add(each);
    out_.messages.push_back(std::move(made));
  }

  std::optional<Error> assistant_turn(const AnthropicContent& content, const std::string& path) {
    if (const auto* text = content.get_if<Text>()) return out_.messages.push_back(assistant(*text)), std::nullopt;
    const auto& blocks = *content.get_if<std::vector<AnthropicBlock>>();
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      const auto* use = blocks[i].get_if<AnthropicToolUse>();
      if (!use || use->input.is_object()) continue;
      const auto where = at(path + ".content", i) + ".input";
      return anthropic_invalid(where + ": expected an object", where);
    }
    auto said = said_of(blocks);
    auto& made = out_.messages.emplace_back();
    made.role = Role::assistant;
    said.content ? void(made.content = Content{*std::move(said.content)}) : made.content.set_null();
    if (!said.calls.empty()) made.tool_calls = std::move(said.calls);
    made.extra = std::move(said.extra);
    return std::nullopt;
  }

  // --- tools

  void tools() {
    if (!from_.tools || from_.tools->empty()) return;
    std::vector<Tool> made;
    for (std::size_t i = 0; i < from_.tools->size(); ++i) {
      const auto& tool = (*from_.tools)[i];
      if (!tool.type || *tool.type == "custom") {
        FunctionTool function;
        function.function.name = tool.name;
        function.function.description = tool.description;
        function.function.parameters = tool.input_schema;
        function.function.strict = tool.strict;
        function.extra = tool.extra;
        made.emplace_back(std::move(function));
      } else if (keeps_) {
        made.emplace_back(Unknown{*tool.type, Json{Text{to_json(tool)}}});
      } else {
        lose(at("tools", i), "it runs on the provider's side");
      }
    }
    if (!made.empty()) out_.tools = std::move(made);
  }
  void tool_choice() {
    if (!from_.tool_choice) return;
    const auto& choice = *from_.tool_choice;
    if (choice.disable_parallel_tool_use.value_or(false)) out_.parallel_tool_calls = false;
    const bool known = choice.type == "auto" || choice.type == "any" || choice.type == "none" || choice.type == "tool";
    if (!known) return lose("tool_choice.type", "it is not known");
    if (!out_.tools) {
      if (choice.type == "any" || choice.type == "tool") lose("tool_choice", "there are no tools");
      return;
    }
    const auto name = choice.name ? choice.name->view() : std::string_view{};
    if (choice.type == "any") out_.tool_choice = ToolChoice{ToolMode::required};
    if (choice.type == "none") out_.tool_choice = ToolChoice{ToolMode::none};
    const bool bare_auto = choice.type == "auto" && !choice.disable_parallel_tool_use.value_or(false);
    if (bare_auto) out_.tool_choice = ToolChoice{ToolMode::auto_};
    if (choice.type == "tool") {
      const auto named = [&](const Tool& tool) {
        const auto* function = tool.get_if<FunctionTool>();
        return function ? function->function.name == name
                        : tool.get_if<Unknown>() && tool.get_if<Unknown>()->json.at("name").as_string() == name;
      };
      const bool there = std::any_of(out_.tools->begin(), out_.tools->end(), named);
      if (there) out_.tool_choice = call_function(Text{name});
      if (!there) lose("tool_choice", "the tool is not there");
    }
  }

  // --- options

  void options() {
    if (from_.stream) out_.stream = *from_.stream;
    if (from_.stream.value_or(false)) out_.stream_options.emplace().include_usage = true;
    if (from_.max_tokens) out_.max_completion_tokens = *from_.max_tokens;
    if (from_.temperature) out_.temperature = *from_.temperature;
    if (from_.top_p) out_.top_p = *from_.top_p;
    if (from_.stop_sequences && !from_.stop_sequences->empty()) out_.stop = Stop{*from_.stop_sequences};
    if (from_.service_tier) {
      if (*from_.service_tier == "standard_only") {
        out_.service_tier = ServiceTier::default_;
      } else {
        out_.service_tier = OpenEnum<ServiceTier>{*from_.service_tier};
      }
    }
    if (!from_.metadata || from_.metadata->is_null()) return;
    if (!from_.metadata->is_object()) return lose("metadata", "it is no object");
    for (const auto& [key, value] : from_.metadata->members()) {
      const auto user = key == "user_id" ? value.as_string() : std::nullopt;
      if (user) out_.user = Text{*user};
      if (!user && !value.is_null()) lose("metadata." + key.str(), "chat has no place for it");
    }
  }

  // Where thinking is asked for beside an effort, and no more is said of it, the effort says it all.
  void reasoning() {
    std::string effort = late_effort_;
    if (from_.output_config && from_.output_config->effort && effort.empty())
      effort = from_.output_config->effort->str();
    if (!effort.empty()) out_.reasoning_effort = OpenEnum<ReasoningEffort>{std::string_view{effort}};
    if (!from_.thinking) return;
    const auto& thinking = *from_.thinking;
    const bool plain = thinking.extra.empty() && !thinking.budget_tokens;
    if (thinking.type == "adaptive" && plain && !effort.empty()) return;
    if (thinking.type == "disabled") {  // whatever else is asked for
      out_.reasoning_effort = OpenEnum<ReasoningEffort>{ReasoningEffort::none};
      if (plain && effort.empty()) return;
      own_effort_ = effort;
    }
    const auto implied = implied_effort(thinking);
    if (effort.empty() && implied) out_.reasoning_effort = *implied;
    if (!keeps_) return lose("thinking", "chat takes an effort", LossKind::approximated);
    JsonObjectText json;
    json.add("type", thinking.type);
    if (thinking.budget_tokens) json.number("budget_tokens", *thinking.budget_tokens);
    out_.extra.set(ext::thinking, json.extras(thinking.extra).take());
    // Told apart from one that is implied.
    if (implied && !effort.empty() && *out_.reasoning_effort == *implied) own_effort_ = effort;
  }

  void format() {
    std::optional<Json> format;
    if (const auto* old = from_.extra.find("output_format"); old && !old->is_null()) format = *old;
    if (from_.output_config && from_.output_config->format) format = *from_.output_config->format;
    if (!format) return;
    if (format->at("type").as_string() != "json_schema") return lose("output_config.format", "it is not known");
    JsonSchemaFormat made;
    made.json_schema.name = Text::literal("response");
    made.json_schema.schema = format->find("schema");
    made.json_schema.strict = true;
    out_.response_format = ResponseFormat{std::move(made)};
  }

  // Members that only this API has.
  void rest() {
    const bool more = from_.output_config && !from_.output_config->extra.empty();
    if (more && !keeps_) lose("output_config", "chat has no place for all of it");
    if (keeps_ && (more || !own_effort_.empty())) {
      JsonObjectText json;
      if (!own_effort_.empty()) json.add("effort", own_effort_);
      if (more) json.extras(from_.output_config->extra);
      out_.extra.set("output_config", json.take());
    }
    for (const auto& each : from_.extra) {
      if (each.key == "output_format") continue;
      if (keeps_) {
        out_.extra.add(each);
      } else {
        lose(each.key.str(), "chat has no such member");
      }
    }
  }

  const AnthropicRequest& from_;
  const ServeAnthropicOptions& options_;
  LossReport& losses_;
  const bool keeps_;
  std::string late_effort_, own_effort_;
  std::optional<Error> wrong_;  // a part that cannot be
  ChatRequest out_;
};

}  // namespace detail

OAICOMPAT_INLINE Result<ChatRequest> to_chat(const AnthropicRequest& request, const ServeAnthropicOptions& options,
                                             LossReport& losses) {
  return detail::AnthropicRequestToChat{request, options, losses}.make();
}

}  // namespace oaicompat::inline v1
