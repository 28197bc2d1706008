// Calls and their outputs as messages, as part of response_messages.ipp.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/extensions.hpp>
#include <oaicompat/resources/responses/messages.ipp>

#include <algorithm>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail {

// --- any call ------------------------------------------------------------------------------------------------------

inline bool is_spoken(CalledTool::Kind kind) {
  return kind == CalledTool::Kind::function || kind == CalledTool::Kind::custom;
}
OAICOMPAT_INLINE bool MessageBuilder::is_orphan(std::string_view call_id) const {
  return thread_ == Thread::whole && !unanswered_.contains(call_id) && !answered_.contains(call_id);
}

OAICOMPAT_INLINE Result<void> MessageBuilder::add_call(const CalledTool& tool, const Text& call_id,
                                                       const Text& arguments, bool cut, const Extras& extra) {
  ToolCall call;
  if (const auto* more = extra.find(ext::extra_content.name)) call.extra.set(ext::extra_content, *more);
  call.id = call_id;
  const Text name{names_.name(tool)};
  if (tool.kind == CalledTool::Kind::custom) {
    call.type = ToolType::custom;
    call.custom = CustomCall{name, arguments, {}};
  } else {
    call.function = FunctionCall{name, arguments, {}};
  }
  unanswered_.emplace(call_id.view());
  // A thread may have been stopped, or shortened, between what the caller's tools did and what they gave.
  const bool may_lack_output = cut || !is_spoken(tool.kind);
  if (may_lack_output) cut_.emplace(call_id.view());
  auto& calls = assistant().tool_calls;
  (calls ? *calls : calls.emplace()).push_back(std::move(call));
  return {};
}

OAICOMPAT_INLINE Result<void> MessageBuilder::add_output(const Text& call_id, const Output& output,
                                                         const std::string& path) {
  if (is_orphan(call_id.view())) {
    return api_error(400, "No tool call found for the output with call_id " + call_id.str() + ".", "", "input");
  }
  unanswered_.erase(call_id.str());
  answered_.emplace(call_id.view());
  auto content = content_to_chat(output, path + ".output");
  if (!content) return content.error();
  end_turn();
  auto& made = out_.emplace_back(message(Role::tool, *std::move(content)));
  made.tool_call_id = call_id;
  return {};
}

// What the model was saying when it was stopped needs no output. A message of nothing else goes too.
OAICOMPAT_INLINE void MessageBuilder::leave_out_cut_calls() {
  const auto is_left_out = [&](const ToolCall& call) {
    return cut_.contains(call.id.view()) && unanswered_.contains(call.id.view());
  };
  std::erase_if(out_, [&](ChatMessage& message) {
    if (!message.tool_calls || std::erase_if(*message.tool_calls, is_left_out) == 0) return false;
    if (!message.tool_calls->empty()) return false;
    message.tool_calls.reset();
    return !message.content;
  });
  for (const auto& id : cut_) unanswered_.erase(id);
}

// --- functions and custom tools ------------------------------------------------------------------------------------

inline bool is_cut(const std::optional<OpenEnum<ItemStatus>>& status) {
  return status && *status == ItemStatus::incomplete;
}
inline bool is_cut(const Maybe<OpenEnum<ItemStatus>>& status) { return status && *status == ItemStatus::incomplete; }

template <class Item>
CalledTool tool_of(CalledTool::Kind kind, const Item& item) {
  return {kind, item.name.str(), item.in_namespace ? item.in_namespace->str() : std::string{}};
}

OAICOMPAT_INLINE Result<void> MessageBuilder::take(const FunctionCallItem& item, const std::string&) {
  return add_call(tool_of(CalledTool::Kind::function, item), item.call_id, item.arguments, is_cut(item.status),
                  item.extra);
}
OAICOMPAT_INLINE Result<void> MessageBuilder::take(const CustomCallItem& item, const std::string&) {
  return add_call(tool_of(CalledTool::Kind::custom, item), item.call_id, item.input, is_cut(item.status), item.extra);
}
OAICOMPAT_INLINE Result<void> MessageBuilder::take(const FunctionOutputItem& item, const std::string& path) {
  if (!item.call_id) {
    return api_error(400, "Missing required parameter: '" + path + ".call_id'.", "missing_required_parameter",
                     path + ".call_id");
  }
  return add_output(*item.call_id, item.output, path);
}
OAICOMPAT_INLINE Result<void> MessageBuilder::take(const CustomOutputItem& item, const std::string& path) {
  return add_output(item.call_id, item.output, path);
}

// --- what the caller runs ------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<void> MessageBuilder::take(const ShellCall& item, const std::string&) {
  if (is_skipped(rules_, "shell")) return {};
  return add_call({.kind = CalledTool::Kind::shell}, item.call_id, Text{to_json(item.action)}, is_cut(item.status),
                  item.extra);
}
OAICOMPAT_INLINE Result<void> MessageBuilder::take(const ShellOutput& item, const std::string& path) {
  if (is_skipped(rules_, "shell") || is_orphan(item.call_id.view())) return {};
  std::string pieces;
  for (const auto& piece : item.output) pieces += (pieces.empty() ? "" : ",") + to_json(piece);
  return add_output(item.call_id, Text{"[" + pieces + "]"}, path);
}

OAICOMPAT_INLINE Result<void> MessageBuilder::take(const LocalShellCall& item, const std::string&) {
  if (is_skipped(rules_, "local_shell")) return {};
  if (item.id) shell_calls_[item.id->str()] = item.call_id.str();
  return add_call({.kind = CalledTool::Kind::local_shell}, item.call_id, Text{to_json(item.action)},
                  is_cut(item.status), item.extra);
}
// The specification asks for a `call_id` here without declaring one: `id` names the call, or its item.
OAICOMPAT_INLINE Result<void> MessageBuilder::take(const LocalShellOutput& item, const std::string& path) {
  if (is_skipped(rules_, "local_shell")) return {};
  auto call_id = item.extra.get(ExtraKey<std::string>{"call_id"}).value_or(item.id ? item.id->str() : std::string{});
  if (const auto found = shell_calls_.find(call_id); found != shell_calls_.end()) call_id = found->second;
  if (is_orphan(call_id)) return {};
  return add_output(Text{call_id}, item.output, path);
}

OAICOMPAT_INLINE Result<void> MessageBuilder::take(const ApplyPatchCall& item, const std::string&) {
  if (is_skipped(rules_, "apply_patch")) return {};
  return add_call({.kind = CalledTool::Kind::apply_patch}, item.call_id, Text{to_json(item.operation)},
                  is_cut(item.status), item.extra);
}
OAICOMPAT_INLINE Result<void> MessageBuilder::take(const ApplyPatchOutput& item, const std::string& path) {
  if (is_skipped(rules_, "apply_patch") || is_orphan(item.call_id.view())) return {};
  std::string told = "{\"status\":" + std::string{Json::string(item.status.word()).view()};
  if (item.output) told += ",\"output\":" + std::string{Json::string(*item.output).view()};
  return add_output(item.call_id, Text{told + "}"}, path);
}

// --- searches of files ---------------------------------------------------------------------------------------------

// What an earlier search found, where its item holds it and this request searches again.
OAICOMPAT_INLINE Result<void> MessageBuilder::take(const FileSearchCall& item, const std::string& path) {
  if (!item.id || !item.results || !names_.knows(file_search_call)) return {};
  std::string queries, found;
  for (const auto& each : item.queries)
    queries += (queries.empty() ? "" : ",") + std::string{Json::string(each).view()};
  for (const auto& each : *item.results) {
    if (each.filename) found += each.filename->str() + "\n";
    if (each.text) found += each.text->str() + "\n\n";
  }
  auto called = add_call(file_search_call, *item.id, Text{"{\"queries\":[" + queries + "]}"}, false, item.extra);
  return called ? add_output(*item.id, Text{found.empty() ? "Nothing was found." : found}, path) : called;
}

// --- searches for tools --------------------------------------------------------------------------------------------

// Where this request offers no search of the caller's, an earlier one is left out. What it found stays.
OAICOMPAT_INLINE Result<void> MessageBuilder::take(const ToolSearchCall& item, const std::string&) {
  const CalledTool search{.kind = CalledTool::Kind::tool_search};
  if (!item.call_id || !names_.knows(search)) return {};
  Extras held;
  held.set("arguments", item.arguments);
  const auto text = held.get(ExtraKey<std::string>{"arguments"});
  return add_call(search, *item.call_id, text ? Text{*text} : Text{item.arguments.view()}, is_cut(item.status),
                  item.extra);
}
OAICOMPAT_INLINE Result<void> MessageBuilder::take(const ToolSearchOutput& item, const std::string& path) {
  if (!item.call_id || !names_.knows({.kind = CalledTool::Kind::tool_search})) return {};
  if (is_orphan(item.call_id->view())) return {};
  std::string found;
  const auto add = [&](std::string_view name) {
    found += (found.empty() ? "" : ",") + std::string{Json::string(name).view()};
  };
  for (const auto& tool : item.tools) {
    if (const auto* function = tool.get_if<ResponseFunctionTool>()) add(function->name);
    if (const auto* custom = tool.get_if<ResponseCustomTool>()) add(custom->name);
    const auto* space = tool.get_if<NamespaceTool>();
    if (!space) continue;
    for (const auto& member : names_.members(space->name)) add(member.name);
  }
  return add_output(*item.call_id, Text{"{\"tools\":[" + found + "]}"}, path);
}

}  // namespace oaicompat::inline v1::detail
