// Calls of the tools that a server, or the model's own program, runs while it makes a response.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/responses/hosted_tool.hpp>
#include <oaicompat/resources/responses/part.hpp>

namespace oaicompat::inline v1 {

/// How far an item has come.
enum class ItemStatus {
  completed,     ///< It is whole.
  in_progress,   ///< It is being made.
  incomplete,    ///< It was left unfinished.
  failed,        ///< It failed.
  searching,     ///< The search runs.
  interpreting,  ///< The code runs.
  generating,    ///< The image is being made.
  calling,       ///< The server is being called.
};
constexpr auto describe(Type<ItemStatus>) {
  return std::array<Word<ItemStatus>, 8>{{{"completed", ItemStatus::completed},
                                          {"in_progress", ItemStatus::in_progress},
                                          {"incomplete", ItemStatus::incomplete},
                                          {"failed", ItemStatus::failed},
                                          {"searching", ItemStatus::searching},
                                          {"interpreting", ItemStatus::interpreting},
                                          {"generating", ItemStatus::generating},
                                          {"calling", ItemStatus::calling}}};
}

/// The model itself. Mirrors `DirectToolCallCaller`.
struct DirectCaller {
  Extras extra{};
  bool operator==(const DirectCaller&) const = default;
};

/// A program that the model wrote. Mirrors `ProgramToolCallCaller`.
struct ProgramCaller {
  /// The `call_id` of the program.
  Text caller_id{};
  Extras extra{};
  bool operator==(const ProgramCaller&) const = default;
};

/// Who made a call. Mirrors `ToolCallCaller`.
struct ToolCaller : TaggedUnion<"type", Case<"direct", DirectCaller>, Case<"program", ProgramCaller>> {
  using TaggedUnion::TaggedUnion;
};

// --- searches ------------------------------------------------------------------------------------------------------

/// A piece of a file that was found. Mirrors `FileSearchToolCall.results`.
struct FileSearchResult {
  /// The file's id.
  std::optional<Text> file_id{};
  /// The piece.
  std::optional<Text> text{};
  /// The file's name.
  std::optional<Text> filename{};
  /// The file's attributes.
  Maybe<Map<OneOf<Text, double, bool>>> attributes{};
  /// How well it fits, 0 to 1.
  std::optional<double> score{};
  Extras extra{};
  bool operator==(const FileSearchResult&) const = default;
};

/// A search of vector stores. Mirrors `FileSearchToolCall`.
struct FileSearchCall {
  /// The item's id.
  std::optional<Text> id{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  /// What was searched for.
  std::vector<Text> queries{};
  /// What was found, where the request includes it.
  Maybe<std::vector<FileSearchResult>> results{};
  Extras extra{};
  bool operator==(const FileSearchCall&) const = default;
};

/// A page that was looked at. Mirrors `WebSearchActionSearch.sources`.
struct WebSearchSource {
  /// Always `url`.
  Text type = Text::literal("url");
  /// The page.
  Text url{};
  Extras extra{};
  bool operator==(const WebSearchSource&) const = default;
};

/// Asks a search engine. Mirrors `WebSearchActionSearch`.
struct WebSearchQuery {
  /// What for (deprecated: see queries).
  std::optional<Text> query{};
  /// What for.
  std::optional<std::vector<Text>> queries{};
  /// The pages that were looked at, where the request includes them.
  std::optional<std::vector<WebSearchSource>> sources{};
  Extras extra{};
  bool operator==(const WebSearchQuery&) const = default;
};

/// Opens a page. Mirrors `WebSearchActionOpenPage`.
struct OpenPage {
  /// The page.
  Maybe<Text> url{};
  Extras extra{};
  bool operator==(const OpenPage&) const = default;
};

/// Looks for text in a page. Mirrors `WebSearchActionFind`.
struct FindInPage {
  /// The page.
  Text url{};
  /// The text.
  Text pattern{};
  Extras extra{};
  bool operator==(const FindInPage&) const = default;
};

/// What a search of the web does. Mirrors `WebSearchToolCall.action`.
struct WebSearchAction : TaggedUnion<"type", Case<"search", WebSearchQuery>, Case<"open_page", OpenPage>,
                                     Case<"find_in_page", FindInPage>> {
  using TaggedUnion::TaggedUnion;
};

/// A search of the web. Mirrors `WebSearchToolCall`.
struct WebSearchCall {
  /// The item's id.
  std::optional<Text> id{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  /// What it does.
  std::optional<WebSearchAction> action{};
  Extras extra{};
  bool operator==(const WebSearchCall&) const = default;
};

/// A search for tools. Mirrors `ToolSearchCall`.
struct ToolSearchCall {
  /// The item's id.
  Maybe<Text> id{};
  /// The call's id: the item with the result names it.
  Maybe<Text> call_id{};
  /// Who performs it. Default server.
  std::optional<OpenEnum<ToolSearchExecution>> execution{};
  /// What is searched for.
  Json arguments{};
  /// How far it has come.
  Maybe<OpenEnum<ItemStatus>> status{};
  /// Who made the item.
  std::optional<Text> created_by{};
  Extras extra{};
  bool operator==(const ToolSearchCall&) const = default;
};

/// The tools that a search found. Mirrors `ToolSearchOutput`.
struct ToolSearchOutput {
  /// The item's id.
  Maybe<Text> id{};
  /// The call's id.
  Maybe<Text> call_id{};
  /// Who performed the search. Default server.
  std::optional<OpenEnum<ToolSearchExecution>> execution{};
  /// The tools.
  std::vector<ResponseTool> tools{};
  /// How far it has come.
  Maybe<OpenEnum<ItemStatus>> status{};
  /// Who made the item.
  std::optional<Text> created_by{};
  Extras extra{};
  bool operator==(const ToolSearchOutput&) const = default;
};

// --- code and images -----------------------------------------------------------------------------------------------

/// What code printed. Mirrors `CodeInterpreterOutputLogs`.
struct CodeLogs {
  /// The text.
  Text logs{};
  Extras extra{};
  bool operator==(const CodeLogs&) const = default;
};

/// An image that code made. Mirrors `CodeInterpreterOutputImage`.
struct CodeImage {
  /// Where the image is.
  Text url{};
  Extras extra{};
  bool operator==(const CodeImage&) const = default;
};

/// What code gave. Mirrors the items of `CodeInterpreterToolCall.outputs`.
struct CodeOutput : TaggedUnion<"type", Case<"logs", CodeLogs>, Case<"image", CodeImage>> {
  using TaggedUnion::TaggedUnion;
};

/// A run of Python code. Mirrors `CodeInterpreterToolCall`.
struct CodeInterpreterCall {
  /// The item's id.
  std::optional<Text> id{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  /// The container it runs in.
  std::optional<Text> container_id{};
  /// The code.
  Maybe<Text> code{};
  /// What it gave, where the request includes it.
  Maybe<std::vector<CodeOutput>> outputs{};
  Extras extra{};
  bool operator==(const CodeInterpreterCall&) const = default;
};

/// The making of an image. Mirrors `ImageGenToolCall`.
struct ImageCall {
  /// The item's id.
  std::optional<Text> id{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  /// The image in base64.
  Maybe<Text> result{};
  Extras extra{};
  bool operator==(const ImageCall&) const = default;
};

/// A program that the model wrote: it calls tools. Mirrors `Program`.
struct ProgramItem {
  /// The item's id.
  std::optional<Text> id{};
  /// The call's id: what it calls, and its output, name it.
  Text call_id{};
  /// The program, in JavaScript.
  Text code{};
  /// What the server knows it by; to be given back as it came.
  Text fingerprint{};
  Extras extra{};
  bool operator==(const ProgramItem&) const = default;
};

/// What a program gave. Mirrors `ProgramOutput`.
struct ProgramOutput {
  /// The item's id.
  std::optional<Text> id{};
  /// The call's id.
  Text call_id{};
  /// What it gave.
  Text result{};
  /// How far it has come.
  std::optional<OpenEnum<ItemStatus>> status{};
  Extras extra{};
  bool operator==(const ProgramOutput&) const = default;
};

}  // namespace oaicompat::inline v1
