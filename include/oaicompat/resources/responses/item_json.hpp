// The JSON form of ResponseItem.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/computer_json.hpp>
#include <oaicompat/resources/responses/item.hpp>
#include <oaicompat/resources/responses/mcp_json.hpp>
#include <oaicompat/resources/responses/shell_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<MessageItem>) {
  return object(
      "MessageItem", field("id", &MessageItem::id, "The item's id; the server's messages have one."),
      field("role", &MessageItem::role, "Who says it."),
      field("content", &MessageItem::content, "What it says: text, or parts. The server's messages have parts."),
      field("status", &MessageItem::status, "How far it has come."),
      field("phase", &MessageItem::phase, "What it is, where the model says it."));
}
constexpr auto describe(Type<FunctionCallItem>) {
  return object("FunctionCallItem", field("id", &FunctionCallItem::id, "The item's id."),
                field("call_id", &FunctionCallItem::call_id, "The call's id: the item with the result names it."),
                field("name", &FunctionCallItem::name, "The function's name."),
                field("arguments", &FunctionCallItem::arguments,
                      "The arguments as JSON text, as the model wrote it: it may be malformed, or hold what no "
                      "parameter asks for."),
                field("status", &FunctionCallItem::status, "How far it has come."),
                field("namespace", &FunctionCallItem::in_namespace, "The namespace of the function."),
                field("caller", &FunctionCallItem::caller, "Who made the call."),
                field("created_by", &FunctionCallItem::created_by, "Who made the item."));
}
constexpr auto describe(Type<FunctionOutputItem>) {
  return object("FunctionOutputItem", field("id", &FunctionOutputItem::id, "The item's id."),
                field("call_id", &FunctionOutputItem::call_id, "The call's id."),
                field("output", &FunctionOutputItem::output, "What it gave: text, or parts."),
                field("name", &FunctionOutputItem::name, "The function's name."),
                field("namespace", &FunctionOutputItem::in_namespace, "The namespace of the function."),
                field("caller", &FunctionOutputItem::caller, "Who made the call."),
                field("status", &FunctionOutputItem::status, "How far it has come."),
                field("created_by", &FunctionOutputItem::created_by, "Who made the item."));
}
constexpr auto describe(Type<CustomCallItem>) {
  return object("CustomCallItem", field("id", &CustomCallItem::id, "The item's id."),
                field("call_id", &CustomCallItem::call_id, "The call's id: the item with the result names it."),
                field("name", &CustomCallItem::name, "The tool's name."),
                field("input", &CustomCallItem::input, "The input as the model wrote it."),
                field("status", &CustomCallItem::status, "How far it has come."),
                field("namespace", &CustomCallItem::in_namespace, "The namespace of the tool."),
                field("caller", &CustomCallItem::caller, "Who made the call."),
                field("created_by", &CustomCallItem::created_by, "Who made the item."));
}
constexpr auto describe(Type<CustomOutputItem>) {
  return object("CustomOutputItem", field("id", &CustomOutputItem::id, "The item's id."),
                field("call_id", &CustomOutputItem::call_id, "The call's id."),
                field("output", &CustomOutputItem::output, "What it gave: text, or parts."),
                field("status", &CustomOutputItem::status, "How far it has come."),
                field("caller", &CustomOutputItem::caller, "Who made the call."),
                field("created_by", &CustomOutputItem::created_by, "Who made the item."));
}
constexpr auto describe(Type<ReasoningItem>) {
  return object("ReasoningItem", field("id", &ReasoningItem::id, "The item's id."),
                field("summary", &ReasoningItem::summary, "Summaries of it.").optional(),
                field("content", &ReasoningItem::content, "The reasoning itself, where the server gives it."),
                field("encrypted_content", &ReasoningItem::encrypted_content,
                      "The reasoning for the next request, where this one includes it."),
                field("status", &ReasoningItem::status, "How far it has come."));
}
constexpr auto describe(Type<AddedTools>) {
  return object("AddedTools", field("id", &AddedTools::id, "The item's id."),
                field("role", &AddedTools::role, "Who adds them."), field("tools", &AddedTools::tools, "The tools."));
}
constexpr auto describe(Type<CompactionItem>) {
  return object("CompactionItem", field("id", &CompactionItem::id, "The item's id."),
                field("encrypted_content", &CompactionItem::encrypted_content, "The items, for the server's eyes."),
                field("created_by", &CompactionItem::created_by, "Who made the item."));
}
constexpr auto describe(Type<CompactionTrigger>) { return object("CompactionTrigger"); }
constexpr auto describe(Type<ItemReference>) {
  return object("ItemReference", field("id", &ItemReference::id, "Its id."));
}

}  // namespace oaicompat::inline v1
