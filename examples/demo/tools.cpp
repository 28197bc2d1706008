// SPDX-License-Identifier: MIT
#include "tools.hpp"

#include "schema/instance.hpp"
#include "schema/values.hpp"

#include <oaicompat/resources/codec.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <span>
#include <utility>

namespace demo {
namespace {

using namespace oaicompat;

// What has been said since the last user message.
std::span<const ChatMessage> since_user(const ChatRequest& request) {
  const auto from_user =
      std::find_if(request.messages.rbegin(), request.messages.rend(), [](auto& m) { return m.role == Role::user; });
  return {from_user.base(), request.messages.end()};
}

bool is_result(const ChatMessage& message) { return message.role == Role::tool || message.role == Role::function; }

std::string_view called_name(const ToolCall& call) {
  if (call.function) return call.function->name;
  return call.custom ? std::string_view{call.custom->name} : std::string_view{};
}

// The tool that a result is of; empty when the result belongs to no call.
std::string_view tool_of(const ChatMessage& result, std::span<const ChatMessage> said) {
  for (const auto& message : said) {
    if (!message.tool_calls) continue;
    for (const auto& call : *message.tool_calls) {
      if (call.id == result.tool_call_id) return called_name(call);
    }
  }
  return result.name ? std::string_view{*result.name} : std::string_view{};
}

// Whether the tool has given something since the last user message. What belongs to no call counts for every tool.
bool has_result(const ChatRequest& request, std::string_view tool) {
  const auto said = since_user(request);
  return std::any_of(said.begin(), said.end(), [&](const ChatMessage& message) {
    if (!is_result(message)) return false;
    const auto called = tool_of(message, said);
    return called.empty() || called == tool;
  });
}

// Where a name stands in a text as a word of its own.
std::size_t find_name(std::string_view text, std::string_view name) {
  const auto in_name = [&](std::size_t i) {
    return i < text.size() && (std::isalnum(static_cast<unsigned char>(text[i])) || text[i] == '_' || text[i] == '-');
  };
  for (auto at = text.find(name); at != text.npos && !name.empty(); at = text.find(name, at + 1)) {
    if (!in_name(at - 1) && !in_name(at + name.size())) return at;
  }
  return text.npos;
}

// Where a text speaks of what a tool is for: the last word of `get_weather` is "weather".
std::size_t find_subject(std::string_view text, std::string_view name) {
  const auto lower = [](std::string_view from) {
    std::string out{from};
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
  };
  const auto subject = name.substr(name.find_last_of("_-") + 1);
  return subject.size() == name.size() ? text.npos : find_name(lower(text), lower(subject));
}

// The JSON object that stands behind a name in a text; empty where there is none.
std::string_view object_after(std::string_view text, std::string_view name) {
  const auto at = find_name(text, name);
  if (at == text.npos) return {};
  const auto open = text.find_first_not_of(" \n", at + name.size());
  if (open == text.npos || text[open] != '{') return {};
  int deep = 0;
  bool in_string = false;
  for (auto i = open; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') ++i;
    if (c == '"') in_string = !in_string;
    if (in_string) continue;
    deep += c == '{' ? 1 : c == '}' ? -1 : 0;
    if (deep == 0) return text.substr(open, i + 1 - open);
  }
  return {};
}

// What tool_choice leaves: some of the tools, and whether one must be called.
struct Selection {
  std::vector<std::size_t> tools;
  bool must_call = false;
};

void keep(Selection& selection, const std::vector<Tool>& tools, const std::vector<std::string_view>& names) {
  std::erase_if(selection.tools, [&](std::size_t i) {
    return std::find(names.begin(), names.end(), tool_name(tools[i])) == names.end();
  });
}

Selection select(const std::vector<Tool>& tools, const std::optional<ToolChoice>& choice) {
  Selection selection;
  for (std::size_t i = 0; i < tools.size(); ++i) {
    if (!tool_name(tools[i]).empty()) selection.tools.push_back(i);
  }
  if (!choice) return selection;
  if (const auto* mode = choice->get_if<OpenEnum<ToolMode>>()) {
    selection.must_call = *mode == ToolMode::required;
    if (*mode == ToolMode::none) selection.tools.clear();
    return selection;
  }
  const auto& named = *choice->get_if<NamedToolChoice>();
  if (const auto* allowed = named.get_if<AllowedToolsChoice>()) {
    const auto& [mode, references, extra] = allowed->allowed_tools;
    std::vector<Tool> read;
    for (const auto& reference : references) {
      if (auto tool = parse_owned<Tool>(reference.view())) read.push_back(*std::move(tool));
    }
    std::vector<std::string_view> names;
    for (const auto& tool : read) names.push_back(tool_name(tool));
    keep(selection, tools, names);
    selection.must_call = mode == AllowedToolsMode::required;
    return selection;
  }
  const auto* function = named.get_if<FunctionChoice>();
  const auto* custom = named.get_if<CustomChoice>();
  if (function) keep(selection, tools, {function->function.name});
  if (custom) keep(selection, tools, {custom->custom.name});
  selection.must_call = function || custom;
  return selection;
}

}  // namespace

const ChatMessage* last_user_message(const ChatRequest& request) {
  const auto said = since_user(request).size();
  return said < request.messages.size() ? &request.messages[request.messages.size() - said - 1] : nullptr;
}

Result<std::vector<std::size_t>> tools_to_call(const ChatRequest& request) {
  static const std::vector<Tool> no_tools;
  const auto& tools = request.tools ? *request.tools : no_tools;
  const auto selection = select(tools, request.tool_choice);
  if (selection.must_call && selection.tools.empty()) {
    return api_error(400, "Invalid 'tool_choice': it asks for a tool that is not among the tools.", "invalid_value",
                     "tool_choice");
  }
  const auto* asked = last_user_message(request);
  const auto text = asked ? asked->text() : std::string{};
  std::vector<std::pair<std::size_t, std::size_t>> named;  // where it is named, and which tool
  for (const auto i : selection.tools) {
    if (const auto at = find_name(text, tool_name(tools[i])); at != text.npos) named.emplace_back(at, i);
  }
  if (named.empty()) {
    for (const auto i : selection.tools) {
      if (const auto at = find_subject(text, tool_name(tools[i])); at != text.npos) named.emplace_back(at, i);
    }
  }
  std::sort(named.begin(), named.end());
  const auto is_open = [&](std::size_t i) { return !has_result(request, tool_name(tools[i])); };
  std::vector<std::size_t> calls;
  for (const auto& [at, i] : named) {
    if (is_open(i)) calls.push_back(i);
  }
  if (calls.empty() && selection.must_call) {
    const auto open = std::find_if(selection.tools.begin(), selection.tools.end(), is_open);
    calls.push_back(open == selection.tools.end() ? selection.tools.front() : *open);
  }
  if (!request.parallel_tool_calls.value_or(true) && calls.size() > 1) calls.resize(1);
  return calls;
}

std::vector<std::string> tool_results(const ChatRequest& request) {
  std::vector<std::string> results;
  for (const auto& message : since_user(request)) {
    if (is_result(message)) results.push_back(message.text());
  }
  return results;
}

std::string_view tool_name(const Tool& tool) {
  if (const auto* function = tool.get_if<FunctionTool>()) return function->function.name;
  if (const auto* custom = tool.get_if<CustomTool>()) return custom->custom.name;
  return {};
}

Result<std::string> tool_arguments(const ChatRequest& request, std::size_t tool, std::uint64_t variant) {
  const auto* asked = last_user_message(request);
  const auto text = asked ? asked->text() : std::string{};
  if (const auto said = Json::checked(object_after(text, tool_name((*request.tools)[tool])))) return said->text.str();
  const auto* function = (*request.tools)[tool].get_if<FunctionTool>();
  if (!function || !function->function.parameters) return std::string{"{}"};
  return schema_instance(*function->function.parameters, variant, fmt::format("tools[{}].function.parameters", tool));
}

Result<std::string> custom_input(const ChatRequest& request, std::size_t tool, std::uint64_t variant,
                                 std::string words) {
  const auto* custom = (*request.tools)[tool].get_if<CustomTool>();
  const auto* format = custom && custom->custom.format ? custom->custom.format->get_if<GrammarFormat>() : nullptr;
  if (!format) return words;
  const auto& grammar = format->grammar;
  const auto refused = [&](std::string_view member, std::string_view why) {
    const auto param = fmt::format("tools[{}].custom.format.grammar.{}", tool, member);
    return api_error(400, fmt::format("Invalid '{}': {}.", param, why), "invalid_grammar", param);
  };
  if (grammar.syntax != GrammarSyntax::regex)
    return refused("syntax", "this server obeys regular expressions alone, not Lark or other grammars");
  std::string why;
  auto input = string_like(grammar.definition, 0, variant, why);
  if (!input) return refused("definition", why);
  return *std::move(input);
}

}  // namespace demo
