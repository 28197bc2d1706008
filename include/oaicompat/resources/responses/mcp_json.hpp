// The JSON forms of calls of MCP tools.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/call_json.hpp>
#include <oaicompat/resources/responses/mcp.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<McpProtocolError>) {
  return object("McpProtocolError", field("code", &McpProtocolError::code, "For programs."),
                field("message", &McpProtocolError::message, "For people."));
}
constexpr auto describe(Type<McpHttpError>) {
  return object("McpHttpError", field("code", &McpHttpError::code, "The HTTP status."),
                field("message", &McpHttpError::message, "For people."));
}
constexpr auto describe(Type<McpExecutionError>) {
  return object("McpExecutionError", field("content", &McpExecutionError::content, "What it said."));
}
constexpr auto describe(Type<McpCall>) {
  return object("McpCall", field("id", &McpCall::id, "The item's id."),
                field("server_label", &McpCall::server_label, "What the server is called."),
                field("name", &McpCall::name, "The tool's name."),
                field("arguments", &McpCall::arguments, "The arguments as JSON text."),
                field("output", &McpCall::output, "What the tool gave."),
                field("error", &McpCall::error, "Why it failed."),
                field("status", &McpCall::status, "How far it has come."),
                field("approval_request_id", &McpCall::approval_request_id, "The request that the caller approved."));
}
constexpr auto describe(Type<McpListedTool>) {
  return object("McpListedTool", field("name", &McpListedTool::name, "Its name."),
                field("description", &McpListedTool::description, "What it does."),
                field("input_schema", &McpListedTool::input_schema, "Its parameters as a JSON Schema object."),
                field("annotations", &McpListedTool::annotations, "What else the server says of it."));
}
constexpr auto describe(Type<McpToolList>) {
  return object("McpToolList", field("id", &McpToolList::id, "The item's id."),
                field("server_label", &McpToolList::server_label, "What the server is called."),
                field("tools", &McpToolList::tools, "The tools."),
                field("error", &McpToolList::error, "Why they could not be listed."));
}
constexpr auto describe(Type<McpApprovalRequest>) {
  return object("McpApprovalRequest", field("id", &McpApprovalRequest::id, "The item's id."),
                field("server_label", &McpApprovalRequest::server_label, "What the server is called."),
                field("name", &McpApprovalRequest::name, "The tool's name."),
                field("arguments", &McpApprovalRequest::arguments, "The arguments as JSON text."));
}
constexpr auto describe(Type<McpApprovalResponse>) {
  return object(
      "McpApprovalResponse", field("id", &McpApprovalResponse::id, "The item's id."),
      field("approval_request_id", &McpApprovalResponse::approval_request_id, "The id of the item that asked."),
      field("approve", &McpApprovalResponse::approve, "Whether the call is approved."),
      field("reason", &McpApprovalResponse::reason, "Why, or why not."));
}

}  // namespace oaicompat::inline v1
