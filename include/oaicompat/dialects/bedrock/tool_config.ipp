// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/loss.hpp>
#include <oaicompat/dialects/bedrock/blocks.hpp>
#include <oaicompat/dialects/bedrock/types.hpp>
#include <oaicompat/resources/chat/request.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail::bedrock {

// Makes the tools of a request, and the choice between them.
class ToolConfig {
 public:
  ToolConfig(const ChatRequest& from, LossReport& lost) : from_{from}, lost_{lost} {}

  // An earlier turn called this tool: Bedrock wants it described.
  void was_called(std::string_view name) {
    if (std::find(used_.begin(), used_.end(), name) == used_.end()) used_.emplace_back(name);
  }

  // Takes what the request offers.
  void add_tools() {
    for (std::size_t i = 0; from_.tools && i < from_.tools->size(); ++i) {
      const auto& tool = (*from_.tools)[i];
      const auto path = "tools[" + std::to_string(i) + "]";
      if (const auto* function = tool.get_if<FunctionTool>()) {
        const auto& f = function->function;
        add_tool(f.name, f.description, f.parameters, f.strict && *f.strict, function->extra);
      } else if (const auto* custom = tool.get_if<CustomTool>()) {
        lost_.add(path, LossKind::emulated, "a function with one text stands for it");
        add_tool(custom->custom.name, custom->custom.description,
                 Json{R"({"type":"object","properties":{"input":{"type":"string"}},"required":["input"]})"}, false,
                 custom->extra);
      } else {
        lost_.add(path, LossKind::dropped, "Bedrock runs no such tool");
      }
    }
    if (from_.functions) {
      for (const auto& f : *from_.functions) add_tool(f.name, f.description, f.parameters, false, f.extra);
    }
    if (tools_.empty() && !used_.empty()) {
      lost_.add("tools", LossKind::emulated, "tools that were called before must be described");
      for (const auto& name : used_) add_tool(Text{name}, std::nullopt, std::nullopt, false, {});
    }
  }
  void add_tool(const Text& name, const std::optional<Text>& description, const std::optional<Json>& parameters,
                bool strict, const Extras& extra) {
    std::string spec = R"({"name":)" + Json::string(name).text.str();
    if (description && !is_blank(*description)) spec += R"(,"description":)" + Json::string(*description).text.str();
    const auto schema =
        parameters && parameters->is_object() ? parameters->view() : R"({"type":"object","properties":{}})";
    spec += R"(,"inputSchema":{"json":)" + std::string{schema} + "}";
    if (strict) spec += R"(,"strict":true)";
    tools_.emplace_back(name.str(), one_member("toolSpec", spec + "}"));
    if (const auto point = cache_point(extra)) tools_.emplace_back(name.str(), one_member("cachePoint", point->view()));
  }
  // Takes what the request says of the choice, once the tools are there.
  void add_choice() {
    if (from_.function_call) {
      if (const auto* name = from_.function_call->get_if<ToolName>()) return choose(name->name);
      const auto* mode = from_.function_call->get_if<OpenEnum<FunctionCallMode>>();
      return mode && *mode == FunctionCallMode::none ? choose_none() : void();
    }
    if (!from_.tool_choice) return;
    if (const auto* mode = from_.tool_choice->get_if<OpenEnum<ToolMode>>()) {
      if (*mode == ToolMode::required) choice_ = Json{R"({"any":{}})"};
      if (*mode == ToolMode::auto_) choice_ = Json{R"({"auto":{}})"};
      if (*mode == ToolMode::none) choose_none();
      return;
    }
    const auto& named = *from_.tool_choice->get_if<NamedToolChoice>();
    if (const auto* function = named.get_if<FunctionChoice>()) choose(function->function.name);
    if (const auto* custom = named.get_if<CustomChoice>()) choose(custom->custom.name);
    if (const auto* allowed = named.get_if<AllowedToolsChoice>()) allow(allowed->allowed_tools);
    if (named.get_if<Unknown>()) lost_.add("tool_choice", LossKind::dropped, "Converse has no such choice");
  }
  void choose(const Text& name) {
    choice_ = one_member("tool", one_member("name", Json::string(name).view()).view());
    forced_ = true;
  }
  // Whether the model must call one.
  bool must_call() const { return forced_ || (choice_ && choice_->view().starts_with(R"({"any")")); }
  std::optional<ConverseTools> take() {
    if (tools_.empty()) return std::nullopt;
    ConverseTools out;
    for (auto& [name, json] : tools_) out.tools.push_back(std::move(json));
    out.tool_choice = std::move(choice_);
    return out;
  }

 private:
  // Without a choice the model decides; without tools it cannot.
  void choose_none() {
    if (used_.empty()) return tools_.clear();
    lost_.add("tool_choice", LossKind::approximated, "earlier calls need their tools, so the model may call them");
  }
  void allow(const AllowedTools& allowed) {
    std::vector<std::string> names;
    for (const auto& each : allowed.tools) {
      const auto name = each.at("function").at("name").as_string();
      names.push_back(name ? *name : each.at("custom").at("name").as_string().value_or(""));
    }
    lost_.add("tool_choice", LossKind::emulated, "the other tools are left out");
    std::erase_if(tools_,
                  [&](const auto& tool) { return std::find(names.begin(), names.end(), tool.first) == names.end(); });
    choice_ = Json{allowed.mode == AllowedToolsMode::required ? R"({"any":{}})" : R"({"auto":{}})"};
  }

  const ChatRequest& from_;
  LossReport& lost_;
  std::vector<std::string> used_;                    // names of tools in earlier calls
  std::vector<std::pair<std::string, Json>> tools_;  // with their names
  std::optional<Json> choice_;
  bool forced_ = false;
};

}  // namespace oaicompat::inline v1::detail::bedrock
