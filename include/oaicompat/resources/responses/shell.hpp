// Shells and patches in a response, run by the caller or in a container.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/call.hpp>

namespace oaicompat::inline v1 {

/// A command for the caller's shell. Mirrors `LocalShellExecAction`.
struct LocalShellAction {
  /// Always `exec`.
  Text type = Text::literal("exec");
  /// The program and its arguments.
  std::vector<Text> command{};
  /// How long it may take, in milliseconds.
  Maybe<std::int64_t> timeout_ms{};
  /// Where it runs.
  Maybe<Text> working_directory{};
  /// Its environment variables.
  Map<Text> env{};
  /// The user it runs as.
  Maybe<Text> user{};
  Extras extra{};
  bool operator==(const LocalShellAction&) const = default;
};

/// Asks the caller to run a command. Mirrors `LocalShellToolCall`.
struct LocalShellCall {
  /// The item's id.
  std::optional<Text> id{};
  /// The call's id.
  Text call_id{};
  /// The command.
  LocalShellAction action{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  Extras extra{};
  bool operator==(const LocalShellCall&) const = default;
};

/// What a command of the caller's shell gave. Mirrors `LocalShellToolCallOutput`.
struct LocalShellOutput {
  /// The item's id.
  std::optional<Text> id{};
  /// What it gave, as JSON text.
  Text output{};
  /// How far it has come.
  Maybe<OpenEnum<ItemStatus>> status{};
  Extras extra{};
  bool operator==(const LocalShellOutput&) const = default;
};

/// Commands for a shell. Mirrors `FunctionShellAction`.
struct ShellAction {
  /// The commands.
  std::vector<Text> commands{};
  /// How long they may take, in milliseconds.
  Maybe<std::int64_t> timeout_ms{};
  /// How much of their output to give, in characters.
  Maybe<std::int64_t> max_output_length{};
  Extras extra{};
  bool operator==(const ShellAction&) const = default;
};

/// Asks to run commands in a shell. Mirrors `FunctionShellCall`.
struct ShellCall {
  /// The item's id.
  Maybe<Text> id{};
  /// The call's id: the item with the result names it.
  Text call_id{};
  /// Who made the call.
  Maybe<ToolCaller> caller{};
  /// The commands.
  ShellAction action{};
  /// How far it has come.
  Maybe<OpenEnum<ItemStatus>> status{};
  /// Where they run.
  Maybe<ShellEnvironment> environment{};
  /// Who made the item.
  std::optional<Text> created_by{};
  Extras extra{};
  bool operator==(const ShellCall&) const = default;
};

/// A command took too long. Mirrors `FunctionShellCallOutputTimeoutOutcome`.
struct ShellTimeout {
  Extras extra{};
  bool operator==(const ShellTimeout&) const = default;
};

/// A command ended. Mirrors `FunctionShellCallOutputExitOutcome`.
struct ShellExit {
  /// Its exit code.
  std::int64_t exit_code = 0;
  Extras extra{};
  bool operator==(const ShellExit&) const = default;
};

/// How a command ended. Mirrors `FunctionShellCallOutputContent.outcome`.
struct ShellOutcome : TaggedUnion<"type", Case<"exit", ShellExit>, Case<"timeout", ShellTimeout>> {
  using TaggedUnion::TaggedUnion;
};

/// What a command gave. Mirrors `FunctionShellCallOutputContent`.
struct ShellOutputPiece {
  /// What it wrote to its standard output.
  Text out{};
  /// What it wrote to its standard error.
  Text err{};
  /// How it ended.
  ShellOutcome outcome{};
  /// Who made it.
  std::optional<Text> created_by{};
  Extras extra{};
  bool operator==(const ShellOutputPiece&) const = default;
};

/// What commands gave. Mirrors `FunctionShellCallOutput`.
struct ShellOutput {
  /// The item's id.
  Maybe<Text> id{};
  /// The call's id.
  Text call_id{};
  /// Who made the call.
  Maybe<ToolCaller> caller{};
  /// How far it has come.
  Maybe<OpenEnum<ItemStatus>> status{};
  /// What each command gave.
  std::vector<ShellOutputPiece> output{};
  /// How much of their output is given, in characters.
  Maybe<std::int64_t> max_output_length{};
  /// Who made the item.
  std::optional<Text> created_by{};
  Extras extra{};
  bool operator==(const ShellOutput&) const = default;
};

// --- patches -------------------------------------------------------------------------------------------------------

/// Makes a file. Mirrors `ApplyPatchCreateFileOperation`.
struct PatchCreate {
  /// Where.
  Text path{};
  /// Its content, as a diff.
  Text diff{};
  Extras extra{};
  bool operator==(const PatchCreate&) const = default;
};

/// Removes a file. Mirrors `ApplyPatchDeleteFileOperation`.
struct PatchDelete {
  /// Which.
  Text path{};
  Extras extra{};
  bool operator==(const PatchDelete&) const = default;
};

/// Changes a file. Mirrors `ApplyPatchUpdateFileOperation`.
struct PatchUpdate {
  /// Which.
  Text path{};
  /// How, as a diff.
  Text diff{};
  Extras extra{};
  bool operator==(const PatchUpdate&) const = default;
};

/// A change of a file. Mirrors `ApplyPatchOperationParam`.
struct PatchOperation : TaggedUnion<"type", Case<"create_file", PatchCreate>, Case<"delete_file", PatchDelete>,
                                    Case<"update_file", PatchUpdate>> {
  using TaggedUnion::TaggedUnion;
};

/// Asks the caller to change a file. Mirrors `ApplyPatchToolCall`.
struct ApplyPatchCall {
  /// The item's id.
  Maybe<Text> id{};
  /// The call's id: the item with the result names it.
  Text call_id{};
  /// Who made the call.
  Maybe<ToolCaller> caller{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  /// The change.
  PatchOperation operation{};
  /// Who made the item.
  std::optional<Text> created_by{};
  Extras extra{};
  bool operator==(const ApplyPatchCall&) const = default;
};

/// What became of a change. Mirrors `ApplyPatchToolCallOutput`.
struct ApplyPatchOutput {
  /// The item's id.
  Maybe<Text> id{};
  /// The call's id.
  Text call_id{};
  /// Who made the call.
  Maybe<ToolCaller> caller{};
  /// Whether it was made.
  OpenEnum<ItemStatus> status{};
  /// For the model.
  Maybe<Text> output{};
  /// Who made the item.
  std::optional<Text> created_by{};
  Extras extra{};
  bool operator==(const ApplyPatchOutput&) const = default;
};

}  // namespace oaicompat::inline v1
