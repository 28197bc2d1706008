// The JSON forms of MCP servers and image generation as tools.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/hosted_tool.hpp>
#include <oaicompat/resources/responses/tool_json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<McpToolFilter>) {
  return object("McpToolFilter", field("tool_names", &McpToolFilter::tool_names, "Their names."),
                field("read_only", &McpToolFilter::read_only, "Whether they only read."));
}
constexpr auto describe(Type<McpApprovals>) {
  return object("McpApprovals", field("always", &McpApprovals::always, "Those that it must."),
                field("never", &McpApprovals::never, "Those that it need not."));
}
constexpr auto describe(Type<McpTool>) {
  return object(
      "McpTool", field("server_label", &McpTool::server_label, "What its calls call it by."),
      field("server_url", &McpTool::server_url, "Where it is."),
      field("connector_id", &McpTool::connector_id, "The service it is."),
      field("tunnel_id", &McpTool::tunnel_id, "The tunnel that leads to it."),
      field("authorization", &McpTool::authorization, "An OAuth access token for it."),
      field("server_description", &McpTool::server_description, "What it is for."),
      field("headers", &McpTool::headers, "HTTP headers for it."),
      field("allowed_tools", &McpTool::allowed_tools, "The tools that may be called."),
      field("allowed_callers", &McpTool::allowed_callers, "Who may call them."),
      field("require_approval", &McpTool::require_approval, "Which calls the caller must approve. Default always."),
      field("defer_loading", &McpTool::defer_loading, "Whether the model finds them by a tool search first."));
}
constexpr auto describe(Type<ImageMask>) {
  return object("ImageMask", field("image_url", &ImageMask::image_url, "The mask as a `data:` URL."),
                field("file_id", &ImageMask::file_id, "The id of an uploaded mask."));
}
constexpr auto describe(Type<ImageTool>) {
  return object(
      "ImageTool", field("model", &ImageTool::model, "The model that makes them."),
      field("quality", &ImageTool::quality, "How good they are. Default auto."),
      field("size", &ImageTool::size, "Their size in pixels: `1024x1536`, or `auto`."),
      field("output_format", &ImageTool::output_format, "Their format. Default png."),
      field("output_compression", &ImageTool::output_compression,
            "How little they are compressed, 0 to 100. Default 100."),
      field("moderation", &ImageTool::moderation, "How strictly they are moderated. Default auto."),
      field("background", &ImageTool::background, "Their background. Default auto."),
      field("input_fidelity", &ImageTool::input_fidelity,
            "How closely they keep to those they are made from. Default low."),
      field("input_image_mask", &ImageTool::input_image_mask, "Which parts may change."),
      field("partial_images", &ImageTool::partial_images, "How many unfinished images to give, 0 to 3. Default 0."),
      field("action", &ImageTool::action, "What is done. Default auto."));
}

}  // namespace oaicompat::inline v1
