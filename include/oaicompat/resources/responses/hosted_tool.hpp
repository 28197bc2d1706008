// MCP servers and image generation as tools of a response, and the list of all its tools.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/images/options.hpp>
#include <oaicompat/resources/responses/tool.hpp>

namespace oaicompat::inline v1 {

/// Some of a server's tools. Mirrors `MCPToolFilter`.
struct McpToolFilter {
  /// Their names.
  std::optional<std::vector<Text>> tool_names{};
  /// Whether they only read.
  std::optional<bool> read_only{};
  Extras extra{};
  bool operator==(const McpToolFilter&) const = default;
};

/// Which calls the caller must approve. Mirrors `MCPTool.require_approval`.
struct McpApprovals {
  /// Those that it must.
  std::optional<McpToolFilter> always{};
  /// Those that it need not.
  std::optional<McpToolFilter> never{};
  Extras extra{};
  bool operator==(const McpApprovals&) const = default;
};

/// Whether the caller must approve calls.
enum class McpApprovalMode {
  always,  ///< It must.
  never,   ///< It need not.
};
constexpr auto describe(Type<McpApprovalMode>) {
  return std::array<Word<McpApprovalMode>, 2>{{{"always", McpApprovalMode::always}, {"never", McpApprovalMode::never}}};
}

/// The services that the server itself connects to.
enum class McpConnector {
  connector_dropbox,          ///< Dropbox.
  connector_gmail,            ///< Gmail.
  connector_googlecalendar,   ///< Google Calendar.
  connector_googledrive,      ///< Google Drive.
  connector_microsoftteams,   ///< Microsoft Teams.
  connector_outlookcalendar,  ///< Outlook Calendar.
  connector_outlookemail,     ///< Outlook Email.
  connector_sharepoint,       ///< SharePoint.
};
constexpr auto describe(Type<McpConnector>) {
  return std::array<Word<McpConnector>, 8>{{{"connector_dropbox", McpConnector::connector_dropbox},
                                            {"connector_gmail", McpConnector::connector_gmail},
                                            {"connector_googlecalendar", McpConnector::connector_googlecalendar},
                                            {"connector_googledrive", McpConnector::connector_googledrive},
                                            {"connector_microsoftteams", McpConnector::connector_microsoftteams},
                                            {"connector_outlookcalendar", McpConnector::connector_outlookcalendar},
                                            {"connector_outlookemail", McpConnector::connector_outlookemail},
                                            {"connector_sharepoint", McpConnector::connector_sharepoint}}};
}

/// The tools of an MCP server. Mirrors `MCPTool`.
struct McpTool {
  /// What its calls call it by.
  Text server_label{};
  /// Where it is.
  std::optional<Text> server_url{};
  /// The service it is.
  std::optional<OpenEnum<McpConnector>> connector_id{};
  /// The tunnel that leads to it.
  std::optional<Text> tunnel_id{};
  /// An OAuth access token for it.
  std::optional<Text> authorization{};
  /// What it is for.
  std::optional<Text> server_description{};
  /// HTTP headers for it.
  Maybe<Map<Text>> headers{};
  /// The tools that may be called.
  Maybe<OneOf<std::vector<Text>, McpToolFilter>> allowed_tools{};
  /// Who may call them.
  Maybe<std::vector<OpenEnum<AllowedCaller>>> allowed_callers{};
  /// Which calls the caller must approve. Default always.
  Maybe<OneOf<OpenEnum<McpApprovalMode>, McpApprovals>> require_approval{};
  /// Whether the model finds them by a tool search first.
  std::optional<bool> defer_loading{};
  Extras extra{};
  bool operator==(const McpTool&) const = default;
};

/// What is done to an image.
enum class ImageAction {
  generate,  ///< It is made anew.
  edit,      ///< It is changed.
  auto_,     ///< The model decides.
};
constexpr auto describe(Type<ImageAction>) {
  return std::array<Word<ImageAction>, 3>{
      {{"generate", ImageAction::generate}, {"edit", ImageAction::edit}, {"auto", ImageAction::auto_}}};
}

/// Which parts of an image may change. Mirrors `ImageGenTool.input_image_mask`.
struct ImageMask {
  /// The mask as a `data:` URL.
  std::optional<Text> image_url{};
  /// The id of an uploaded mask.
  std::optional<Text> file_id{};
  Extras extra{};
  bool operator==(const ImageMask&) const = default;
};

/// Makes images. Mirrors `ImageGenTool`.
struct ImageTool {
  /// The model that makes them.
  std::optional<Text> model{};
  /// How good they are. Default auto.
  std::optional<OpenEnum<ImageQuality>> quality{};
  /// Their size in pixels: `1024x1536`, or `auto`.
  std::optional<Text> size{};
  /// Their format. Default png.
  std::optional<OpenEnum<ImageFormat>> output_format{};
  /// How little they are compressed, 0 to 100. Default 100.
  std::optional<std::int64_t> output_compression{};
  /// How strictly they are moderated. Default auto.
  std::optional<OpenEnum<ImageModeration>> moderation{};
  /// Their background. Default auto.
  std::optional<OpenEnum<ImageBackground>> background{};
  /// How closely they keep to those they are made from. Default low.
  Maybe<OpenEnum<InputFidelity>> input_fidelity{};
  /// Which parts may change.
  std::optional<ImageMask> input_image_mask{};
  /// How many unfinished images to give, 0 to 3. Default 0.
  std::optional<std::int64_t> partial_images{};
  /// What is done. Default auto.
  std::optional<OpenEnum<ImageAction>> action{};
  Extras extra{};
  bool operator==(const ImageTool&) const = default;
};

/// A tool that the model may call. Mirrors `Tool`.
struct ResponseTool
    : TaggedUnion<"type", Case<"function", ResponseFunctionTool>, Case<"custom", ResponseCustomTool>,
                  Case<"namespace", NamespaceTool>, Case<"file_search", FileSearchTool>, Case<"computer", ComputerTool>,
                  Case<"computer_use_preview", ComputerPreviewTool>,
                  TaggedCase<WebSearchTool, "web_search", "web_search_2025_08_26">,
                  TaggedCase<WebSearchPreviewTool, "web_search_preview", "web_search_preview_2025_03_11">,
                  Case<"mcp", McpTool>, Case<"code_interpreter", CodeInterpreterTool>,
                  Case<"programmatic_tool_calling", ProgrammaticCallingTool>, Case<"image_generation", ImageTool>,
                  Case<"local_shell", LocalShellTool>, Case<"shell", ShellTool>, Case<"tool_search", ToolSearchTool>,
                  Case<"apply_patch", ApplyPatchTool>> {
  using TaggedUnion::TaggedUnion;
};
template <>
inline constexpr bool compiled_apart<ResponseTool> = true;
#if !OAICOMPAT_HEADER_ONLY
extern template struct OAICOMPAT_API Codec<ResponseTool>;
extern template struct OAICOMPAT_API detail::VariantOps<ResponseTool::Value>;
#endif

/// A function tool whose arguments always fit: `response_function("weather", "The weather in a city.",
/// schema<City>())`.
OAICOMPAT_API ResponseTool response_function(Text name, Text description, Json parameters);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/hosted_tool.ipp>
#endif
