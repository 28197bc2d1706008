// run_tools: asks a model, performs the calls it makes, and asks again until it answers.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/kit/tool_progress.hpp>
#include <oaicompat/resources/chat/types.hpp>

#include <optional>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// What became of a chat with tools.
struct ToolRun : ToolProgress {
  /// The request's messages, the model's answers and the results, in order: the messages of the next request, once
  /// those of `pending` are answered.
  std::vector<ChatMessage> messages{};
  /// The last answer of the model's; where its stream broke off, what came of it.
  std::optional<ChatCompletion> answer{};

  /// The last answer's text, or the empty string.
  std::string text() const { return answer ? answer->text() : std::string{}; }
};

/// Asks for chat completions until one calls no tool, performing calls between them:
///
///     auto run = run_tools(client, {.model = "my-model", .messages = {user("How warm is it in Oslo?")}}, tools,
///                          {.on_call = [](const RequestedCall& call) { fmt::print("{}\n", call.name); }});
///     if (!run) return report(*run.error);
///     fmt::print("{}\n", run.text());
///
/// The first choice counts. The toolbox's tools are added to the request's. A `tool_choice` that forces a call holds
/// for the first answer alone, as the model could never answer otherwise. A call without an id, or with the id of
/// another call of its answer, is given one. A stream is asked for its usage where the request does not say.
/// **Threads**: blocks this one. `client` may be any backend; the toolbox must not change meanwhile.
/// **Errors**: in the run, beside all that came before; what goes wrong in a call is told to the model.
OAICOMPAT_API ToolRun run_tools(const Backend& client, ChatRequest request, const Toolbox& tools,
                                const RunToolsOptions& options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/kit/run_tools.ipp>
#endif
