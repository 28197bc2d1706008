// ResponseItem: what goes into a response and what comes out of it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/responses/computer.hpp>
#include <oaicompat/resources/responses/mcp.hpp>
#include <oaicompat/resources/responses/shell.hpp>

namespace oaicompat::inline v1 {

/// Who says a message.
enum class MessageRole {
  user,           ///< Whoever asks.
  assistant,      ///< The model.
  system,         ///< Whoever runs the model.
  developer,      ///< Whoever builds on the model.
  tool,           ///< A tool.
  critic,         ///< A critic of the model's answers.
  discriminator,  ///< A judge of the model's answers.
  unknown,        ///< Nobody knows.
};
constexpr auto describe(Type<MessageRole>) {
  return std::array<Word<MessageRole>, 8>{{{"user", MessageRole::user},
                                           {"assistant", MessageRole::assistant},
                                           {"system", MessageRole::system},
                                           {"developer", MessageRole::developer},
                                           {"tool", MessageRole::tool},
                                           {"critic", MessageRole::critic},
                                           {"discriminator", MessageRole::discriminator},
                                           {"unknown", MessageRole::unknown}}};
}

/// What a message of the model's is.
enum class MessagePhase {
  commentary,    ///< Said on the way.
  final_answer,  ///< The answer.
};
constexpr auto describe(Type<MessagePhase>) {
  return std::array<Word<MessagePhase>, 2>{
      {{"commentary", MessagePhase::commentary}, {"final_answer", MessagePhase::final_answer}}};
}

/// A message of either side. Mirrors `Message`.
struct MessageItem {
  /// The item's id; the server's messages have one.
  std::optional<Text> id{};
  /// Who says it.
  OpenEnum<MessageRole> role{};
  /// What it says: text, or parts. The server's messages have parts.
  OneOf<Text, std::vector<ResponsePart>> content{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  /// What it is, where the model says it.
  Maybe<OpenEnum<MessagePhase>> phase{};
  Extras extra{};
  bool operator==(const MessageItem&) const = default;

  /// What the message says as one string: its text, or its text parts one after another.
  OAICOMPAT_API std::string text() const;
};

/// A call of a function of the caller's. Mirrors `FunctionToolCall`.
struct FunctionCallItem {
  /// The item's id.
  std::optional<Text> id{};
  /// The call's id: the item with the result names it.
  Text call_id{};
  /// The function's name.
  Text name{};
  /// The arguments as JSON text, as the model wrote it: it may be malformed, or hold what no parameter asks for.
  Text arguments{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  /// The namespace of the function.
  std::optional<Text> in_namespace{};
  /// Who made the call.
  Maybe<ToolCaller> caller{};
  /// Who made the item.
  std::optional<Text> created_by{};
  Extras extra{};
  bool operator==(const FunctionCallItem&) const = default;
};

/// What a function gave. Mirrors `FunctionToolCallOutput`.
struct FunctionOutputItem {
  /// The item's id.
  Maybe<Text> id{};
  /// The call's id.
  Maybe<Text> call_id{};
  /// What it gave: text, or parts.
  OneOf<Text, std::vector<ResponsePart>> output{};
  /// The function's name.
  Maybe<Text> name{};
  /// The namespace of the function.
  Maybe<Text> in_namespace{};
  /// Who made the call.
  Maybe<ToolCaller> caller{};
  /// How far it has come.
  Maybe<OpenEnum<ItemStatus>> status{};
  /// Who made the item.
  std::optional<Text> created_by{};
  Extras extra{};
  bool operator==(const FunctionOutputItem&) const = default;
};

/// A call of a custom tool of the caller's. Mirrors `CustomToolCall`.
struct CustomCallItem {
  /// The item's id.
  std::optional<Text> id{};
  /// The call's id: the item with the result names it.
  Text call_id{};
  /// The tool's name.
  Text name{};
  /// The input as the model wrote it.
  Text input{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  /// The namespace of the tool.
  std::optional<Text> in_namespace{};
  /// Who made the call.
  Maybe<ToolCaller> caller{};
  /// Who made the item.
  std::optional<Text> created_by{};
  Extras extra{};
  bool operator==(const CustomCallItem&) const = default;
};

/// What a custom tool gave. Mirrors `CustomToolCallOutput`.
struct CustomOutputItem {
  /// The item's id.
  std::optional<Text> id{};
  /// The call's id.
  Text call_id{};
  /// What it gave: text, or parts.
  OneOf<Text, std::vector<ResponsePart>> output{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  /// Who made the call.
  Maybe<ToolCaller> caller{};
  /// Who made the item.
  std::optional<Text> created_by{};
  Extras extra{};
  bool operator==(const CustomOutputItem&) const = default;
};

/// What the model thought. Mirrors `ReasoningItem`.
struct ReasoningItem {
  /// The item's id.
  std::optional<Text> id{};
  /// Summaries of it.
  std::vector<SummaryPart> summary{};
  /// The reasoning itself, where the server gives it.
  std::optional<std::vector<ReasoningPart>> content{};
  /// The reasoning for the next request, where this one includes it.
  Maybe<Text> encrypted_content{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  Extras extra{};
  bool operator==(const ReasoningItem&) const = default;
};

/// Tools that the model may call from here on. Mirrors `AdditionalTools`.
struct AddedTools {
  /// The item's id.
  Maybe<Text> id{};
  /// Who adds them.
  OpenEnum<MessageRole> role{};
  /// The tools.
  std::vector<ResponseTool> tools{};
  Extras extra{};
  bool operator==(const AddedTools&) const = default;
};

/// What a compaction made of earlier items. Mirrors `CompactionBody`.
struct CompactionItem {
  /// The item's id.
  Maybe<Text> id{};
  /// The items, for the server's eyes.
  Text encrypted_content{};
  /// Who made the item.
  std::optional<Text> created_by{};
  Extras extra{};
  bool operator==(const CompactionItem&) const = default;
};

/// Compacts the items before it. Mirrors `CompactionTriggerItemParam`.
struct CompactionTrigger {
  Extras extra{};
  bool operator==(const CompactionTrigger&) const = default;
};

/// An item that the server keeps. Mirrors `ItemReferenceParam`.
struct ItemReference {
  /// Its id.
  Text id{};
  Extras extra{};
  bool operator==(const ItemReference&) const = default;
};

/// An item of a conversation: one type for what is sent and for what comes back, so that the output of one response
/// goes into the input of the next as it is. Mirrors `InputItem`, `OutputItem`, `ItemResource` and `ItemField`.
///
/// An object without `type` is a message if it has a role, else a reference.
struct ResponseItem
    : TaggedUnion<"type", Case<"message", MessageItem, "role">, Case<"function_call", FunctionCallItem>,
                  Case<"function_call_output", FunctionOutputItem>, Case<"reasoning", ReasoningItem>,
                  Case<"custom_tool_call", CustomCallItem>, Case<"custom_tool_call_output", CustomOutputItem>,
                  Case<"file_search_call", FileSearchCall>, Case<"web_search_call", WebSearchCall>,
                  Case<"code_interpreter_call", CodeInterpreterCall>, Case<"image_generation_call", ImageCall>,
                  Case<"computer_call", ComputerCall>, Case<"computer_call_output", ComputerCallOutput>,
                  Case<"local_shell_call", LocalShellCall>, Case<"local_shell_call_output", LocalShellOutput>,
                  Case<"shell_call", ShellCall>, Case<"shell_call_output", ShellOutput>,
                  Case<"apply_patch_call", ApplyPatchCall>, Case<"apply_patch_call_output", ApplyPatchOutput>,
                  Case<"mcp_call", McpCall>, Case<"mcp_list_tools", McpToolList>,
                  Case<"mcp_approval_request", McpApprovalRequest>, Case<"mcp_approval_response", McpApprovalResponse>,
                  Case<"tool_search_call", ToolSearchCall>, Case<"tool_search_output", ToolSearchOutput>,
                  Case<"additional_tools", AddedTools>, Case<"program", ProgramItem>,
                  Case<"program_output", ProgramOutput>, Case<"compaction", CompactionItem>,
                  Case<"compaction_trigger", CompactionTrigger>, Case<"item_reference", ItemReference, "id">> {
  using TaggedUnion::TaggedUnion;
};
template <>
inline constexpr bool compiled_apart<ResponseItem> = true;
#if !OAICOMPAT_HEADER_ONLY
extern template struct OAICOMPAT_API Codec<ResponseItem>;
extern template struct OAICOMPAT_API detail::VariantOps<ResponseItem::Value>;
#endif

/// A message of this role that says this, as an item.
OAICOMPAT_API ResponseItem message_item(OpenEnum<MessageRole> role, OneOf<Text, std::vector<ResponsePart>> content);
/// A message that instructs the model, as an item.
OAICOMPAT_API ResponseItem developer_item(Text text);
/// A message that asks, as an item.
OAICOMPAT_API ResponseItem user_item(Text text);
/// A message that asks, in parts: `user_item({input_text("What is this?"), input_image(url)})`.
OAICOMPAT_API ResponseItem user_item(std::vector<ResponsePart> parts);
/// An earlier answer of the model's, as an item.
OAICOMPAT_API ResponseItem assistant_item(Text text);
/// What a function gave for the call with this `call_id`, as an item.
OAICOMPAT_API ResponseItem function_output(Text call_id, Text text);
/// What a custom tool gave for the call with this `call_id`, as an item.
OAICOMPAT_API ResponseItem custom_output(Text call_id, Text text);
/// The id of an item, or the empty string where it has none. **Lifetime**: as the item.
OAICOMPAT_API std::string_view item_id(const ResponseItem& item);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/item.ipp>
#endif
