// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/counts.hpp>
#include <oaicompat/kit/call_ids.ipp>
#include <oaicompat/kit/chat_text.ipp>
#include <oaicompat/kit/run_tools.hpp>
#include <oaicompat/resources/chat/operations.hpp>

#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline void add_usage(TokenTotals& to, const Usage& usage) {
  add_count(to.input, usage.prompt_tokens);
  add_count(to.output, usage.completion_tokens);
  add_count(to.total, usage.total_tokens);
  if (usage.prompt_tokens_details) add_count(to.cached, usage.prompt_tokens_details->cached_tokens.value_or(0));
  if (usage.completion_tokens_details)
    add_count(to.reasoning, usage.completion_tokens_details->reasoning_tokens.value_or(0));
}

/// Whether a choice leaves the model no way but to call.
inline bool forces_call(const ToolChoice& choice) {
  if (const auto* mode = choice.get_if<OpenEnum<ToolMode>>()) return *mode == ToolMode::required;
  const auto& named = *choice.get_if<NamedToolChoice>();
  return named.get_if<FunctionChoice>() || named.get_if<CustomChoice>();
}

class ChatToolSide final : public ToolRunSide {
 public:
  ChatToolSide(const Backend& client, ChatRequest request, const Toolbox& tools, const RunToolsOptions& options)
      : client_{client}, request_{std::move(request)}, options_{options} {
    for (auto& tool : tools.chat_tools()) {
      if (!request_.tools) request_.tools.emplace();
      request_.tools->push_back(std::move(tool));
    }
    if (options_.streamed && !request_.stream_options) request_.stream_options.emplace().include_usage = true;
  }

  std::optional<Error> ask(TokenTotals& usage) override {
    if (auto error = options_.streamed ? ask_streamed() : ask_whole()) return error;
    if (answer->usage) add_usage(usage, *answer->usage);
    if (answer->choices.empty()) return local_error(ErrorKind::protocol, "The answer has no choice.", "no_choices");
    auto message = to_message(answer->choices.front().message);
    if (CallIds ids; message.tool_calls) {
      for (auto& call : *message.tool_calls) ids.make_unique(call.id);
    }
    request_.messages.push_back(std::move(message));
    return std::nullopt;
  }
  std::vector<RequestedCall> calls() override {
    std::vector<RequestedCall> out;
    const auto& made = request_.messages.back().tool_calls;
    if (!made) return out;
    for (const auto& call : *made) {
      auto& to = out.emplace_back();
      to.id = call.id.str();
      if (call.function) to.name = call.function->name.str(), to.arguments = call.function->arguments.str();
      if (call.custom) to.name = call.custom->name.str(), to.arguments = call.custom->input.str();
    }
    return out;
  }
  void add(const PerformedCall& performed) override {
    request_.messages.push_back(tool_result(performed.call.id, performed.result.text));
  }
  void end_round() override {
    if (request_.tool_choice && forces_call(*request_.tool_choice)) request_.tool_choice.reset();
  }

  std::vector<ChatMessage> take_messages() { return std::move(request_.messages); }
  std::optional<ChatCompletion> answer;

 private:
  std::optional<Error> ask_whole() {
    auto reply = send<CreateChatCompletion>(client_, request_, options_.options);
    if (!reply) return reply.error();
    answer = *std::move(reply);
    if (options_.on_text && !answer->view().empty()) options_.on_text(answer->view());
    return std::nullopt;
  }
  std::optional<Error> ask_streamed() {
    auto chunks = stream<CreateChatCompletion>(client_, request_, options_.options);
    if (auto whole = collect_text(chunks, options_.on_text)) {
      answer = *std::move(whole);
      return std::nullopt;
    } else {
      if (auto so_far = chunks.so_far()) answer = *std::move(so_far);
      return whole.error();
    }
  }

  const Backend& client_;
  ChatRequest request_;
  const RunToolsOptions& options_;
};

}  // namespace detail

OAICOMPAT_INLINE ToolRun run_tools(const Backend& client, ChatRequest request, const Toolbox& tools,
                                   const RunToolsOptions& options) {
  ToolRun run;
  detail::ChatToolSide side{client, std::move(request), tools, options};
  detail::run_rounds(side, tools, options, run);
  run.messages = side.take_messages();
  run.answer = std::move(side.answer);
  return run;
}

}  // namespace oaicompat::inline v1
