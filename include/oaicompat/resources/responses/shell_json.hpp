// The JSON forms of shells and patches.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/call_json.hpp>
#include <oaicompat/resources/responses/shell.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<LocalShellAction>) {
  return object("LocalShellAction", field("type", &LocalShellAction::type, "Always `exec`."),
                field("command", &LocalShellAction::command, "The program and its arguments."),
                field("timeout_ms", &LocalShellAction::timeout_ms, "How long it may take, in milliseconds."),
                field("working_directory", &LocalShellAction::working_directory, "Where it runs."),
                field("env", &LocalShellAction::env, "Its environment variables."),
                field("user", &LocalShellAction::user, "The user it runs as."));
}
constexpr auto describe(Type<LocalShellCall>) {
  return object("LocalShellCall", field("id", &LocalShellCall::id, "The item's id."),
                field("call_id", &LocalShellCall::call_id, "The call's id."),
                field("action", &LocalShellCall::action, "The command."),
                field("status", &LocalShellCall::status, "How far it has come."));
}
constexpr auto describe(Type<LocalShellOutput>) {
  return object("LocalShellOutput", field("id", &LocalShellOutput::id, "The item's id."),
                field("output", &LocalShellOutput::output, "What it gave, as JSON text."),
                field("status", &LocalShellOutput::status, "How far it has come."));
}
constexpr auto describe(Type<ShellAction>) {
  return object(
      "ShellAction", field("commands", &ShellAction::commands, "The commands."),
      field("timeout_ms", &ShellAction::timeout_ms, "How long they may take, in milliseconds."),
      field("max_output_length", &ShellAction::max_output_length, "How much of their output to give, in characters."));
}
constexpr auto describe(Type<ShellCall>) {
  return object("ShellCall", field("id", &ShellCall::id, "The item's id."),
                field("call_id", &ShellCall::call_id, "The call's id: the item with the result names it."),
                field("caller", &ShellCall::caller, "Who made the call."),
                field("action", &ShellCall::action, "The commands."),
                field("status", &ShellCall::status, "How far it has come."),
                field("environment", &ShellCall::environment, "Where they run."),
                field("created_by", &ShellCall::created_by, "Who made the item."));
}
constexpr auto describe(Type<ShellTimeout>) { return object("ShellTimeout"); }
constexpr auto describe(Type<ShellExit>) {
  return object("ShellExit", field("exit_code", &ShellExit::exit_code, "Its exit code."));
}
constexpr auto describe(Type<ShellOutputPiece>) {
  return object("ShellOutputPiece", field("stdout", &ShellOutputPiece::out, "What it wrote to its standard output."),
                field("stderr", &ShellOutputPiece::err, "What it wrote to its standard error."),
                field("outcome", &ShellOutputPiece::outcome, "How it ended."),
                field("created_by", &ShellOutputPiece::created_by, "Who made it."));
}
constexpr auto describe(Type<ShellOutput>) {
  return object(
      "ShellOutput", field("id", &ShellOutput::id, "The item's id."),
      field("call_id", &ShellOutput::call_id, "The call's id."),
      field("caller", &ShellOutput::caller, "Who made the call."),
      field("status", &ShellOutput::status, "How far it has come."),
      field("output", &ShellOutput::output, "What each command gave."),
      field("max_output_length", &ShellOutput::max_output_length, "How much of their output is given, in characters."),
      field("created_by", &ShellOutput::created_by, "Who made the item."));
}
constexpr auto describe(Type<PatchCreate>) {
  return object("PatchCreate", field("path", &PatchCreate::path, "Where."),
                field("diff", &PatchCreate::diff, "Its content, as a diff."));
}
constexpr auto describe(Type<PatchDelete>) {
  return object("PatchDelete", field("path", &PatchDelete::path, "Which."));
}
constexpr auto describe(Type<PatchUpdate>) {
  return object("PatchUpdate", field("path", &PatchUpdate::path, "Which."),
                field("diff", &PatchUpdate::diff, "How, as a diff."));
}
constexpr auto describe(Type<ApplyPatchCall>) {
  return object("ApplyPatchCall", field("id", &ApplyPatchCall::id, "The item's id."),
                field("call_id", &ApplyPatchCall::call_id, "The call's id: the item with the result names it."),
                field("caller", &ApplyPatchCall::caller, "Who made the call."),
                field("status", &ApplyPatchCall::status, "How far it has come."),
                field("operation", &ApplyPatchCall::operation, "The change."),
                field("created_by", &ApplyPatchCall::created_by, "Who made the item."));
}
constexpr auto describe(Type<ApplyPatchOutput>) {
  return object("ApplyPatchOutput", field("id", &ApplyPatchOutput::id, "The item's id."),
                field("call_id", &ApplyPatchOutput::call_id, "The call's id."),
                field("caller", &ApplyPatchOutput::caller, "Who made the call."),
                field("status", &ApplyPatchOutput::status, "Whether it was made."),
                field("output", &ApplyPatchOutput::output, "For the model."),
                field("created_by", &ApplyPatchOutput::created_by, "Who made the item."));
}

}  // namespace oaicompat::inline v1
