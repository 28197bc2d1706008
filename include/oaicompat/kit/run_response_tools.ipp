// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/counts.hpp>
#include <oaicompat/kit/call_ids.ipp>
#include <oaicompat/kit/run_response_tools.hpp>
#include <oaicompat/resources/responses/operations.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

/// What keeps a response from being an answer.
inline std::optional<Error> response_error(const Response& response) {
  const auto status = response.status.known();
  if (status == ResponseStatus::failed) {
    auto error = local_error(ErrorKind::api, "The response failed.", "response_failed");
    if (response.error) {
      error.message = response.error->message.str();
      error.code = std::string{response.error->code.word()};
    }
    return error;
  }
  if (!status || status == ResponseStatus::completed || status == ResponseStatus::incomplete) return std::nullopt;
  return local_error(ErrorKind::protocol, "The response is " + std::string{response.status.word()} + ", and not whole.",
                     "response_not_whole");
}

/// Whether a choice leaves the model no way but to call.
inline bool forces_call(const ResponseToolChoice& choice) {
  if (const auto* mode = choice.get_if<OpenEnum<ToolMode>>()) return *mode == ToolMode::required;
  const auto& named = *choice.get_if<ResponseNamedChoice>();
  return named.get_if<ResponseFunctionChoice>() || named.get_if<ResponseCustomChoice>();
}

class ResponseToolSide final : public ToolRunSide {
 public:
  ResponseToolSide(const Backend& client, ResponseRequest request, const Toolbox& tools, const RunToolsOptions& options)
      : client_{client}, request_{std::move(request)}, options_{options} {
    if (request_.input) take_input();
    for (auto& tool : tools.response_tools()) {
      if (!request_.tools) request_.tools.emplace();
      request_.tools->push_back(std::move(tool));
    }
    if (request_.store && !*request_.store) include_reasoning();
  }

  std::optional<Error> ask(TokenTotals& usage) override {
    const auto from = items.begin() + static_cast<std::ptrdiff_t>(sent_);
    request_.input = std::vector<ResponseItem>(from, items.end());
    if (auto error = options_.streamed ? ask_streamed() : ask_whole()) return error;
    if (answer->usage) add_usage(usage, *answer->usage);
    if (auto error = response_error(*answer)) return error;
    last_ = items.size();
    items.insert(items.end(), answer->output.begin(), answer->output.end());
    make_ids_unique();
    if (request_.conversation) sent_ = items.size();
    return std::nullopt;
  }
  std::vector<RequestedCall> calls() override {
    std::vector<RequestedCall> out;
    custom_.clear();
    for (auto at = last_; at < items.size(); ++at) {
      if (const auto* call = items[at].get_if<FunctionCallItem>()) {
        out.push_back({call->call_id.str(), call->name.str(), call->arguments.str()});
      } else if (const auto* custom = items[at].get_if<CustomCallItem>()) {
        out.push_back({custom->call_id.str(), custom->name.str(), custom->input.str()});
        custom_.insert(custom->call_id.str());
      }
    }
    return out;
  }
  void add(const PerformedCall& performed) override {
    const auto& [call, result, duration, round] = performed;
    items.push_back(custom_.count(call.id) != 0 ? custom_output(call.id, result.text)
                                                : function_output(call.id, result.text));
  }
  void end_round() override {
    if (request_.tool_choice && forces_call(*request_.tool_choice)) request_.tool_choice.reset();
  }

  std::vector<ResponseItem> items;
  std::optional<Response> answer;

 private:
  void take_input() {
    if (const auto* text = request_.input->get_if<Text>()) {
      items.push_back(user_item(*text));
    } else {
      items = std::move(*request_.input->get_if<std::vector<ResponseItem>>());
    }
  }
  void include_reasoning() {
    if (!request_.include) request_.include.emplace();
    const OpenEnum reasoning{ResponseInclude::encrypted_reasoning};
    auto& all = *request_.include;
    if (std::find(all.begin(), all.end(), reasoning) == all.end()) all.push_back(reasoning);
  }
  static void add_usage(TokenTotals& to, const ResponseUsage& usage) {
    add_count(to.input, usage.input_tokens);
    add_count(to.output, usage.output_tokens);
    add_count(to.total, usage.total_tokens);
    add_count(to.cached, usage.input_tokens_details.cached_tokens);
    add_count(to.reasoning, usage.output_tokens_details.reasoning_tokens);
  }
  /// Gives every call of the last response an id that no other call of it has.
  void make_ids_unique() {
    CallIds ids;
    for (auto at = last_; at < items.size(); ++at) {
      if (auto* call = items[at].get_if<FunctionCallItem>()) ids.make_unique(call->call_id);
      if (auto* custom = items[at].get_if<CustomCallItem>()) ids.make_unique(custom->call_id);
    }
  }
  std::optional<Error> ask_whole() {
    auto reply = send<CreateResponse>(client_, request_, options_.options);
    if (!reply) return reply.error();
    answer = *std::move(reply);
    if (options_.on_text) {
      if (const auto text = answer->output_text(); !text.empty()) options_.on_text(text);
    }
    return std::nullopt;
  }
  std::optional<Error> ask_streamed() {
    auto events = stream<CreateResponse>(client_, request_, options_.options);
    while (const auto* event = events.next()) {
      const auto* delta = event->get_if<TextDelta>();
      if (options_.on_text && delta && !delta->delta.empty()) options_.on_text(delta->delta);
    }
    if (auto whole = events.collect()) {
      answer = *std::move(whole);
      return std::nullopt;
    } else {
      if (auto so_far = events.so_far()) answer = *std::move(so_far);
      return whole.error();
    }
  }

  const Backend& client_;
  ResponseRequest request_;
  const RunToolsOptions& options_;
  std::size_t sent_ = 0;                       // the items before this one the server keeps itself
  std::size_t last_ = 0;                       // where the last response's items begin
  std::set<std::string, std::less<>> custom_;  // the ids of its calls of custom tools
};

}  // namespace detail

OAICOMPAT_INLINE ResponseToolRun run_tools(const Backend& client, ResponseRequest request, const Toolbox& tools,
                                           const RunToolsOptions& options) {
  ResponseToolRun run;
  detail::ResponseToolSide side{client, std::move(request), tools, options};
  detail::run_rounds(side, tools, options, run);
  run.items = std::move(side.items);
  run.answer = std::move(side.answer);
  return run;
}

}  // namespace oaicompat::inline v1
