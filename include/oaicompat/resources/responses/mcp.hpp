// Calls of the tools of MCP servers, and the approval of calls.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/call.hpp>

namespace oaicompat::inline v1 {

/// The server broke the protocol. Mirrors `MCPProtocolError`.
struct McpProtocolError {
  /// For programs.
  std::int64_t code = 0;
  /// For people.
  Text message{};
  Extras extra{};
  bool operator==(const McpProtocolError&) const = default;
};

/// The server answered with an HTTP error. Mirrors `HTTPError`.
struct McpHttpError {
  /// The HTTP status.
  std::int64_t code = 0;
  /// For people.
  Text message{};
  Extras extra{};
  bool operator==(const McpHttpError&) const = default;
};

/// The tool failed. Mirrors `MCPToolExecutionError`.
struct McpExecutionError {
  /// What it said.
  Json content{};
  Extras extra{};
  bool operator==(const McpExecutionError&) const = default;
};

/// Why a call of an MCP tool failed. Mirrors `MCPToolCallError`.
struct McpError : TaggedUnion<"type", Case<"mcp_protocol_error", McpProtocolError>, Case<"http_error", McpHttpError>,
                              Case<"mcp_tool_execution_error", McpExecutionError>> {
  using TaggedUnion::TaggedUnion;
};

/// A call of a tool of an MCP server. Mirrors `MCPToolCall`.
struct McpCall {
  /// The item's id.
  std::optional<Text> id{};
  /// What the server is called.
  Text server_label{};
  /// The tool's name.
  Text name{};
  /// The arguments as JSON text.
  Text arguments{};
  /// What the tool gave.
  Maybe<Text> output{};
  /// Why it failed.
  Maybe<McpError> error{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  /// The request that the caller approved.
  Maybe<Text> approval_request_id{};
  Extras extra{};
  bool operator==(const McpCall&) const = default;
};

/// A tool of an MCP server. Mirrors `MCPListToolsTool`.
struct McpListedTool {
  /// Its name.
  Text name{};
  /// What it does.
  Maybe<Text> description{};
  /// Its parameters as a JSON Schema object.
  Json input_schema{};
  /// What else the server says of it.
  Maybe<Json> annotations{};
  Extras extra{};
  bool operator==(const McpListedTool&) const = default;
};

/// The tools of an MCP server. Mirrors `MCPListTools`.
struct McpToolList {
  /// The item's id.
  std::optional<Text> id{};
  /// What the server is called.
  Text server_label{};
  /// The tools.
  std::vector<McpListedTool> tools{};
  /// Why they could not be listed.
  Maybe<Text> error{};
  Extras extra{};
  bool operator==(const McpToolList&) const = default;
};

/// Asks the caller to approve a call. Mirrors `MCPApprovalRequest`.
struct McpApprovalRequest {
  /// The item's id.
  std::optional<Text> id{};
  /// What the server is called.
  Text server_label{};
  /// The tool's name.
  Text name{};
  /// The arguments as JSON text.
  Text arguments{};
  Extras extra{};
  bool operator==(const McpApprovalRequest&) const = default;
};

/// The caller's answer to that. Mirrors `MCPApprovalResponse`.
struct McpApprovalResponse {
  /// The item's id.
  Maybe<Text> id{};
  /// The id of the item that asked.
  Text approval_request_id{};
  /// Whether the call is approved.
  bool approve = false;
  /// Why, or why not.
  Maybe<Text> reason{};
  Extras extra{};
  bool operator==(const McpApprovalResponse&) const = default;
};

}  // namespace oaicompat::inline v1
