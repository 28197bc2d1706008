// run_tools for responses. Apart from that for chats: the types of responses are expensive to compile.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/kit/tool_progress.hpp>
#include <oaicompat/resources/responses/types.hpp>

#include <optional>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// What became of responses with tools.
struct ResponseToolRun : ToolProgress {
  /// The items of the request's input, those of the model's output and the results, in order: the input of the next
  /// request, once the calls of `pending` are answered.
  std::vector<ResponseItem> items{};
  /// The last response; where its stream broke off, what came of it.
  std::optional<Response> answer{};

  /// The last response's text, or the empty string.
  std::string text() const { return answer ? answer->output_text() : std::string{}; }
};

/// Asks for responses until one calls no function of the toolbox's kind, performing calls between them. As `run_tools`
/// for chats, and:
///
/// All items go back as input, so it does not matter whether the server keeps responses; one that is told not to
/// (`store` false) is asked for its encrypted reasoning. Where the request names a `conversation`, which the server
/// adds to itself, the results alone are sent. Only calls of functions and of custom tools are performed: those of a
/// computer, a shell or a patch are the caller's, and a response that makes only such calls ends the run.
/// **Errors**: a response whose status is `failed` is one, and so is one that is not whole, as in the background.
OAICOMPAT_API ResponseToolRun run_tools(const Backend& client, ResponseRequest request, const Toolbox& tools,
                                        const RunToolsOptions& options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/kit/run_response_tools.ipp>
#endif
