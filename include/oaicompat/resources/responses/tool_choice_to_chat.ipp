// The choice among the tools of a response as that of a chat.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/tools_to_chat.ipp>

#include <utility>

namespace oaicompat::inline v1::detail {

class ChoiceToChat {
 public:
  ChoiceToChat(const ToolRules& rules, const ToolNames& names) : rules_{rules}, names_{names} {}

  Result<ToolChoice> operator()(const ResponseFunctionChoice& choice) const {
    return function(name_of(Kind::function, choice.name, choice.extra));
  }
  Result<ToolChoice> operator()(const ResponseCustomChoice& choice) const {
    const auto name = name_of(Kind::custom, choice.name, choice.extra);
    return ToolChoice{NamedToolChoice{CustomChoice{ToolName{Text{name}, {}}, {}}}};
  }
  Result<ToolChoice> operator()(const ShellChoice&) const { return stand_in(Kind::shell); }
  Result<ToolChoice> operator()(const ApplyPatchChoice&) const { return stand_in(Kind::apply_patch); }
  Result<ToolChoice> operator()(const HostedToolChoice& choice) const {
    if (choice.type == HostedTool::file_search) return stand_in(Kind::file_search);
    return unsupported("tool_choice.type", "there are no such tools");
  }
  Result<ToolChoice> operator()(const ResponseAllowedTools& choice) const {
    AllowedToolsChoice made;
    made.allowed_tools.mode = choice.mode;
    for (std::size_t i = 0; i < choice.tools.size(); ++i) {
      const auto tool = parse_owned<ResponseTool>(choice.tools[i].view(), {.reading = Reading::lenient});
      if (tool && is_left_out(rules_, *tool)) continue;
      if (!tool || !allow(*tool, made.allowed_tools.tools)) {
        return unsupported(in("tool_choice.tools", i), "there is no such tool");
      }
    }
    return ToolChoice{NamedToolChoice{std::move(made)}};
  }
  template <class Other>
  Result<ToolChoice> operator()(const Other&) const {
    return unsupported("tool_choice.type", "there are no such tools");
  }

 private:
  using Kind = CalledTool::Kind;

  static ToolChoice function(const std::string& name) {
    return ToolChoice{NamedToolChoice{FunctionChoice{ToolName{Text{name}, {}}, {}}}};
  }
  Result<ToolChoice> stand_in(Kind kind) const {
    const auto name = names_.find({.kind = kind});
    if (!name) return unsupported("tool_choice.type", "there is no such tool");
    return function(*name);
  }
  // A name that nothing has is the chat's to refuse.
  std::string name_of(Kind kind, const Text& name, const Extras& extra) const {
    const auto space = extra.get(ExtraKey<std::string>{"namespace"}).value_or("");
    return names_.find({.kind = kind, .name = name.str(), .in_namespace = space}).value_or(name.str());
  }
  bool allow(const ResponseTool& tool, std::vector<Json>& out) const {
    if (const auto* each = tool.get_if<ResponseFunctionTool>()) {
      return out.push_back(reference(Kind::function, name_of(Kind::function, each->name, each->extra))), true;
    }
    if (const auto* each = tool.get_if<ResponseCustomTool>()) {
      return out.push_back(reference(Kind::custom, name_of(Kind::custom, each->name, each->extra))), true;
    }
    if (const auto* each = tool.get_if<NamespaceTool>()) {
      const auto members = names_.members(each->name);
      for (const auto& member : members) out.push_back(reference(member.tool.kind, member.name));
      return !members.empty();
    }
    const auto kind = stand_in_kind(tool);
    const auto name = kind ? names_.find({.kind = *kind}) : std::nullopt;
    if (name) out.push_back(reference(*kind, *name));
    return name.has_value();
  }
  static std::optional<Kind> stand_in_kind(const ResponseTool& tool) {
    if (tool.get_if<ShellTool>()) return Kind::shell;
    if (tool.get_if<LocalShellTool>()) return Kind::local_shell;
    if (tool.get_if<ApplyPatchTool>()) return Kind::apply_patch;
    if (tool.get_if<ToolSearchTool>()) return Kind::tool_search;
    if (tool.get_if<FileSearchTool>()) return Kind::file_search;
    return std::nullopt;
  }
  static Json reference(Kind kind, std::string_view name) {
    const std::string type = kind == Kind::custom ? "custom" : "function";
    return Json{
        Text{"{\"type\":\"" + type + "\",\"" + type + "\":{\"name\":" + std::string{Json::string(name).view()} + "}}"}};
  }

  const ToolRules& rules_;
  const ToolNames& names_;
};

}  // namespace oaicompat::inline v1::detail
