// The tools of a response as those of a chat.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/response_input.hpp>
#include <oaicompat/types/codec.hpp>

#include <algorithm>
#include <utility>

namespace oaicompat::inline v1::detail {

inline bool is_skipped(const SkippedTools& skip, std::string_view type) {
  return std::find(skip.begin(), skip.end(), type) != skip.end();
}
inline std::string in(std::string_view list, std::size_t index) {
  return std::string{list} + "[" + std::to_string(index) + "]";
}

inline bool may_call_directly(const Maybe<std::vector<OpenEnum<AllowedCaller>>>& callers) {
  return !callers || callers->empty() ||
         std::find(callers->begin(), callers->end(), AllowedCaller::direct) != callers->end();
}

// What function tools and custom tools alike may ask for in vain.
template <class T>
std::optional<Error> refused_in_tool(const T& tool, const std::string& path) {
  if (tool.defer_loading.value_or(false)) return unsupported(path + ".defer_loading", "there is no tool search");
  if (!may_call_directly(tool.allowed_callers)) return unsupported(path + ".allowed_callers", "only the model calls");
  return std::nullopt;
}

class ToolToChat {
 public:
  ToolToChat(std::string_view type, const std::string& path) : type_{type}, path_{path} {}

  Result<Tool> operator()(const ResponseFunctionTool& tool) const {
    if (auto error = refused_in_tool(tool, path_)) return *error;
    if (tool.output_schema) return unsupported(path_ + ".output_schema", "functions of a chat have none");
    FunctionTool made;
    made.function.name = tool.name;
    if (tool.description) made.function.description = *tool.description;
    if (tool.parameters) made.function.parameters = *tool.parameters;
    made.function.strict = tool.strict;
    return Tool{std::move(made)};
  }
  Result<Tool> operator()(const ResponseCustomTool& tool) const {
    if (auto error = refused_in_tool(tool, path_)) return *error;
    CustomTool made;
    made.custom.name = tool.name;
    made.custom.description = tool.description;
    if (tool.format) {
      if (const auto* grammar = tool.format->get_if<Grammar>()) {
        made.custom.format = CustomToolFormat{GrammarFormat{*grammar, {}}};
      } else if (const auto* text = tool.format->get_if<TextFormat>()) {
        made.custom.format = CustomToolFormat{*text};
      } else {
        return unsupported(path_ + ".format.type", "it is text or a grammar");
      }
    }
    return Tool{std::move(made)};
  }
  template <class Other>
  Result<Tool> operator()(const Other&) const {
    return unsupported(path_ + ".type", "there are no tools of type '" + std::string{type_} + "'");
  }

 private:
  std::string_view type_;
  const std::string& path_;
};

class ChoiceToChat {
 public:
  explicit ChoiceToChat(const SkippedTools& skip) : skip_{skip} {}

  Result<ToolChoice> operator()(const ResponseFunctionChoice& choice) const {
    return ToolChoice{NamedToolChoice{FunctionChoice{ToolName{choice.name, {}}, {}}}};
  }
  Result<ToolChoice> operator()(const ResponseCustomChoice& choice) const {
    return ToolChoice{NamedToolChoice{CustomChoice{ToolName{choice.name, {}}, {}}}};
  }
  Result<ToolChoice> operator()(const ResponseAllowedTools& choice) const {
    AllowedToolsChoice made;
    made.allowed_tools.mode = choice.mode;
    for (std::size_t i = 0; i < choice.tools.size(); ++i) {
      const auto tool = parse_owned<ResponseTool>(choice.tools[i].view(), {.reading = Reading::lenient});
      if (tool && is_skipped(skip_, tool->tag())) continue;
      const auto name = [](std::string_view kind, const Text& word) {
        return Json{Text{"{\"type\":\"" + std::string{kind} + "\",\"" + std::string{kind} +
                         "\":{\"name\":" + std::string{Json::string(word).view()} + "}}"}};
      };
      if (const auto* function = tool ? tool->get_if<ResponseFunctionTool>() : nullptr) {
        made.allowed_tools.tools.push_back(name("function", function->name));
      } else if (const auto* custom = tool ? tool->get_if<ResponseCustomTool>() : nullptr) {
        made.allowed_tools.tools.push_back(name("custom", custom->name));
      } else {
        return unsupported(in("tool_choice.tools", i), "it names a function or a custom tool");
      }
    }
    return ToolChoice{NamedToolChoice{std::move(made)}};
  }
  template <class Other>
  Result<ToolChoice> operator()(const Other&) const {
    return unsupported("tool_choice.type", "there are no such tools");
  }

 private:
  const SkippedTools& skip_;
};

}  // namespace oaicompat::inline v1::detail
