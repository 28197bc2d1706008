// The calls of a chat as the items of a response.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/extensions.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/tool_names.hpp>
#include <oaicompat/resources/responses/types.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1::detail {

// A call, as the chunks have said it.
struct CallItem {
  const CalledTool& tool;
  Text id, call_id;
  std::string_view arguments;
  const std::optional<Json>& extra_content;  // what must come back with it
};

inline std::string_view call_prefix(CalledTool::Kind kind) {
  switch (kind) {
    case CalledTool::Kind::custom: return "ctc_";
    case CalledTool::Kind::shell: return "sh_";
    case CalledTool::Kind::local_shell: return "lsh_";
    case CalledTool::Kind::apply_patch: return "apc_";
    case CalledTool::Kind::tool_search: return "tsc_";
    default: return "fc_";
  }
}

// A call of a function or a custom tool: its item may hold a part of what it says.
inline ResponseItem spoken_call(const CallItem& call, ItemStatus status) {
  const auto fill = [&](auto made) {
    made.id = call.id;
    made.call_id = call.call_id;
    made.name = Text{call.tool.name};
    if (!call.tool.in_namespace.empty()) made.in_namespace = Text{call.tool.in_namespace};
    made.status = status;
    if (call.extra_content) made.extra.set(ext::extra_content, *call.extra_content);
    return made;
  };
  if (call.tool.kind == CalledTool::Kind::custom) {
    auto made = fill(CustomCallItem{});
    made.input = Text{call.arguments};
    return made;
  }
  auto made = fill(FunctionCallItem{});
  made.arguments = Text{call.arguments};
  return made;
}

inline Error unreadable_call(std::string_view tool, const std::string& why) {
  return local_error(ErrorKind::protocol, "The model's call of '" + std::string{tool} + "' cannot be read: " + why,
                     "invalid_tool_call");
}

// A model's arguments, with what it left out filled in: the item is this server's, and callers read it strictly.
template <class T>
Result<T> read_arguments(std::string_view json) {
  const auto said = parse_owned<T>(json, {.reading = Reading::lenient});
  if (!said) return said.error();
  return parse_owned<T>(to_json(*said, Writing::as_described), {.reading = Reading::lenient});
}

inline Result<ResponseItem> shell_call(const CallItem& call, ItemStatus status) {
  auto action = read_arguments<ShellAction>(call.arguments);
  if (!action) return unreadable_call("shell", action.error().message);
  if (action->commands.empty()) return unreadable_call("shell", "it has no commands.");
  if (!action->timeout_ms) action->timeout_ms.set_null();
  if (!action->max_output_length) action->max_output_length.set_null();
  ShellCall made;
  made.id = call.id;
  made.call_id = call.call_id;
  made.action = *std::move(action);
  made.environment = ShellEnvironment{LocalEnvironment{}};
  made.status = status;
  return ResponseItem{std::move(made)};
}
inline Result<ResponseItem> local_shell_call(const CallItem& call, ItemStatus status) {
  auto action = read_arguments<LocalShellAction>(call.arguments);
  if (!action) return unreadable_call("local_shell", action.error().message);
  if (action->command.empty()) return unreadable_call("local_shell", "it has no command.");
  LocalShellCall made;
  made.id = call.id;
  made.call_id = call.call_id;
  made.action = *std::move(action);
  made.status = status;
  return ResponseItem{std::move(made)};
}
inline Result<ResponseItem> patch_call(const CallItem& call, ItemStatus status) {
  auto operation = read_arguments<PatchOperation>(call.arguments);
  if (!operation) return unreadable_call("apply_patch", operation.error().message);
  if (operation->get_if<Unknown>()) return unreadable_call("apply_patch", "its type is not known.");
  ApplyPatchCall made;
  made.id = call.id;
  made.call_id = call.call_id;
  made.operation = *std::move(operation);
  made.status = status;
  return ResponseItem{std::move(made)};
}
// A search takes any JSON, and text where the model wrote none.
inline Result<ResponseItem> search_call(const CallItem& call, ItemStatus status) {
  const auto text = call.arguments.empty() ? std::string_view{"{}"} : call.arguments;
  ToolSearchCall made;
  made.id = call.id;
  made.call_id = call.call_id;
  made.execution = ToolSearchExecution::client;
  made.arguments = Json::checked(text).value_or(Json::string(text));
  made.status = status;
  return ResponseItem{std::move(made)};
}

inline Result<ResponseItem> read_call(const CallItem& call, ItemStatus status) {
  switch (call.tool.kind) {
    case CalledTool::Kind::shell: return shell_call(call, status);
    case CalledTool::Kind::local_shell: return local_shell_call(call, status);
    case CalledTool::Kind::apply_patch: return patch_call(call, status);
    case CalledTool::Kind::tool_search: return search_call(call, status);
    default: return spoken_call(call, status);
  }
}
// A call of another tool: its item has no place for half of it. **Errors**: arguments that do not fit the tool.
inline Result<ResponseItem> called_item(const CallItem& call, ItemStatus status) {
  auto made = read_call(call, status);
  if (!made || !call.extra_content) return made;
  made->visit([&](auto& item) {
    if constexpr (requires { item.extra; }) item.extra.set(ext::extra_content, *call.extra_content);
  });
  return made;
}

}  // namespace oaicompat::inline v1::detail
