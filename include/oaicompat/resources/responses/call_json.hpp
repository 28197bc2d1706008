// The JSON forms of calls of hosted tools.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/call.hpp>
#include <oaicompat/resources/responses/hosted_tool_json.hpp>
#include <oaicompat/resources/responses/part_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<DirectCaller>) { return object("DirectCaller"); }
constexpr auto describe(Type<ProgramCaller>) {
  return object("ProgramCaller", field("caller_id", &ProgramCaller::caller_id, "The `call_id` of the program."));
}
constexpr auto describe(Type<FileSearchResult>) {
  return object("FileSearchResult", field("file_id", &FileSearchResult::file_id, "The file's id."),
                field("text", &FileSearchResult::text, "The piece."),
                field("filename", &FileSearchResult::filename, "The file's name."),
                field("attributes", &FileSearchResult::attributes, "The file's attributes."),
                field("score", &FileSearchResult::score, "How well it fits, 0 to 1."));
}
constexpr auto describe(Type<FileSearchCall>) {
  return object("FileSearchCall", field("id", &FileSearchCall::id, "The item's id."),
                field("status", &FileSearchCall::status, "How far it has come."),
                field("queries", &FileSearchCall::queries, "What was searched for.").optional(),
                field("results", &FileSearchCall::results, "What was found, where the request includes it."));
}
constexpr auto describe(Type<WebSearchSource>) {
  return object("WebSearchSource", field("type", &WebSearchSource::type, "Always `url`."),
                field("url", &WebSearchSource::url, "The page."));
}
constexpr auto describe(Type<WebSearchQuery>) {
  return object(
      "WebSearchQuery", field("query", &WebSearchQuery::query, "What for (deprecated: see queries)."),
      field("queries", &WebSearchQuery::queries, "What for."),
      field("sources", &WebSearchQuery::sources, "The pages that were looked at, where the request includes them."));
}
constexpr auto describe(Type<OpenPage>) { return object("OpenPage", field("url", &OpenPage::url, "The page.")); }
constexpr auto describe(Type<FindInPage>) {
  return object("FindInPage", field("url", &FindInPage::url, "The page."),
                field("pattern", &FindInPage::pattern, "The text."));
}
constexpr auto describe(Type<WebSearchCall>) {
  return object("WebSearchCall", field("id", &WebSearchCall::id, "The item's id."),
                field("status", &WebSearchCall::status, "How far it has come."),
                field("action", &WebSearchCall::action, "What it does."));
}
constexpr auto describe(Type<ToolSearchCall>) {
  return object("ToolSearchCall", field("id", &ToolSearchCall::id, "The item's id."),
                field("call_id", &ToolSearchCall::call_id, "The call's id: the item with the result names it."),
                field("execution", &ToolSearchCall::execution, "Who performs it. Default server."),
                field("arguments", &ToolSearchCall::arguments, "What is searched for."),
                field("status", &ToolSearchCall::status, "How far it has come."),
                field("created_by", &ToolSearchCall::created_by, "Who made the item."));
}
constexpr auto describe(Type<ToolSearchOutput>) {
  return object("ToolSearchOutput", field("id", &ToolSearchOutput::id, "The item's id."),
                field("call_id", &ToolSearchOutput::call_id, "The call's id."),
                field("execution", &ToolSearchOutput::execution, "Who performed the search. Default server."),
                field("tools", &ToolSearchOutput::tools, "The tools."),
                field("status", &ToolSearchOutput::status, "How far it has come."),
                field("created_by", &ToolSearchOutput::created_by, "Who made the item."));
}
constexpr auto describe(Type<CodeLogs>) { return object("CodeLogs", field("logs", &CodeLogs::logs, "The text.")); }
constexpr auto describe(Type<CodeImage>) {
  return object("CodeImage", field("url", &CodeImage::url, "Where the image is."));
}
constexpr auto describe(Type<CodeInterpreterCall>) {
  return object("CodeInterpreterCall", field("id", &CodeInterpreterCall::id, "The item's id."),
                field("status", &CodeInterpreterCall::status, "How far it has come."),
                field("container_id", &CodeInterpreterCall::container_id, "The container it runs in."),
                field("code", &CodeInterpreterCall::code, "The code.").require().optional(),
                field("outputs", &CodeInterpreterCall::outputs, "What it gave, where the request includes it.")
                    .require()
                    .optional());
}
constexpr auto describe(Type<ImageCall>) {
  return object("ImageCall", field("id", &ImageCall::id, "The item's id."),
                field("status", &ImageCall::status, "How far it has come."),
                field("result", &ImageCall::result, "The image in base64.").require().optional());
}
constexpr auto describe(Type<ProgramItem>) {
  return object(
      "ProgramItem", field("id", &ProgramItem::id, "The item's id."),
      field("call_id", &ProgramItem::call_id, "The call's id: what it calls, and its output, name it."),
      field("code", &ProgramItem::code, "The program, in JavaScript."),
      field("fingerprint", &ProgramItem::fingerprint, "What the server knows it by; to be given back as it came."));
}
constexpr auto describe(Type<ProgramOutput>) {
  return object("ProgramOutput", field("id", &ProgramOutput::id, "The item's id."),
                field("call_id", &ProgramOutput::call_id, "The call's id."),
                field("result", &ProgramOutput::result, "What it gave."),
                field("status", &ProgramOutput::status, "How far it has come."));
}

}  // namespace oaicompat::inline v1
