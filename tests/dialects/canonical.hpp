// Random requests and answers that every dialect has a form for, and what an answer says.
// SPDX-License-Identifier: MIT
#pragma once

#include "../laws/random.hpp"
#include "exchange.hpp"

#include <oaicompat/resources/chat/extensions.hpp>

#include <string>
#include <vector>

namespace canonical {

using namespace oaicompat;

/// What a dialect has a place for.
struct Shape {
  std::int64_t choices = 1;
  bool call_ids = true;
  bool details = false;  // signed reasoning
  bool filter = false;   // the finish reason content_filter
  bool cached = false;   // details of the usage
  bool id = false;       // the answer's id
  bool refusal = false;  // what is said of a refusal
};

inline std::string some_text(laws::Random& r) {
  std::string out;
  while (out.empty()) out = r.text(20);
  return out;
}
inline std::string object_text(laws::Random& r) {
  return r.chance(30) ? "{}" : R"({")" + r.word() + R"(":)" + r.json() + R"(,"n":1})";
}
inline ToolCall call(laws::Random& r, int n) {
  ToolCall out;
  out.id = "call_" + std::to_string(n) + r.word();
  out.function = FunctionCall{.name = r.word(), .arguments = object_text(r), .extra = {}};
  return out;
}

inline ChatCompletion completion(laws::Random& r, const Shape& shape) {
  ChatCompletion out;
  out.id = "resp-" + r.word();
  out.created = 1'700'000'000;
  out.model = "m";
  const auto count = shape.choices > 1 ? 1 + static_cast<std::int64_t>(r.below(3)) : 1;
  for (std::int64_t i = 0; i < count; ++i) {
    auto& choice = out.choices.emplace_back();
    choice.index = i;
    choice.finish_reason = FinishReason::stop;
    if (r.chance(20)) choice.finish_reason = FinishReason::length;
    if (shape.filter && r.chance(10)) choice.finish_reason = FinishReason::content_filter;
    auto& message = choice.message;
    if (r.chance(80)) message.content = Text{some_text(r)};
    if (r.chance(40)) set_reasoning(message.extra, some_text(r));
    if (r.chance(40)) {
      auto& calls = message.tool_calls.emplace();
      for (int n = 1 + static_cast<int>(r.below(3)); n > 0; --n) calls.push_back(call(r, n));
      choice.finish_reason = FinishReason::tool_calls;
    }
    if (shape.refusal && r.chance(10)) {
      message.content.set_null();
      message.tool_calls.reset();
      message.refusal = Text{some_text(r)};
      choice.finish_reason = FinishReason::content_filter;
    }
    if (message.content || !message.tool_calls) continue;
    message.content.set_null();
  }
  auto& usage = out.usage.emplace();
  usage.prompt_tokens = 1 + static_cast<std::int64_t>(r.below(1000));
  usage.completion_tokens = 20 + static_cast<std::int64_t>(r.below(1000));
  usage.total_tokens = usage.prompt_tokens + usage.completion_tokens;
  if (shape.cached && r.chance(50)) {
    usage.completion_tokens_details.emplace().reasoning_tokens = 1 + static_cast<std::int64_t>(r.below(19));
    usage.prompt_tokens_details.emplace().cached_tokens = 1;
  }
  return out;
}

/// A completion as a stream, its texts and arguments cut anywhere.
inline std::vector<ChatChunk> cut(laws::Random& r, const ChatCompletion& whole) {
  std::vector<ChatChunk> out;
  const auto pieces = [&](std::string_view text, auto place) {
    while (!text.empty()) {
      auto n = 1 + r.below(text.size());
      while (n < text.size() && (static_cast<unsigned char>(text[n]) & 0xC0u) == 0x80u) ++n;
      place(text.substr(0, n));
      text.remove_prefix(n);
    }
  };
  for (auto chunk : ChatStreaming::split(whole)) {
    auto* delta = chunk.choices.empty() ? nullptr : &chunk.choices[0].delta;
    if (delta && delta->content && !delta->content->empty()) {
      const auto text = delta->content->str();
      pieces(text, [&](std::string_view piece) {
        delta->content = Text{piece};
        out.push_back(chunk);
      });
    } else {
      out.push_back(chunk);
    }
  }
  return out;
}

/// What an answer says, to compare: the members that the shape has.
inline std::string said(const ChatCompletion& answer, const Shape& shape) {
  std::string out = answer.model.str() + "|" + std::to_string(answer.created);
  if (shape.id) out += "|" + answer.id.str();
  for (const auto& choice : answer.choices) {
    const auto& message = choice.message;
    out += "\n" + std::to_string(choice.index) + "|" + std::string{choice.finish_reason.word()};
    out += "|" + (message.content ? message.content->str() : std::string{}) + "|" +
           reasoning_of(message.extra).value_or("");
    if (shape.refusal && message.refusal) out += "|" + message.refusal->str();
    if (shape.details && message.extra.find("reasoning_details"))
      out += "|" + std::string{message.extra.find("reasoning_details")->view()};
    for (std::size_t i = 0; message.tool_calls && i < message.tool_calls->size(); ++i) {
      const auto& each = message.tool_calls->at(i);
      if (shape.call_ids) out += "|" + each.id.str();
      out += "|" + each.function->name.str() + "|" + each.function->arguments.str();
      if (const auto* extra = each.extra.find("extra_content")) out += "|" + std::string{extra->view()};
    }
  }
  const auto usage = answer.usage.value_or(Usage{});
  out += "\n" + std::to_string(usage.prompt_tokens) + "|" + std::to_string(usage.completion_tokens) + "|" +
         std::to_string(usage.total_tokens);
  if (shape.cached) {
    if (usage.completion_tokens_details)
      out += "|" + std::to_string(usage.completion_tokens_details->reasoning_tokens.value_or(0));
    if (usage.prompt_tokens_details)
      out += "|" + std::to_string(usage.prompt_tokens_details->cached_tokens.value_or(0));
  }
  return out;
}

/// A request that both have a form for, as it comes back.
inline ChatRequest request(laws::Random& r, const Shape&) {
  ChatRequest out;
  out.model = "m";
  if (r.chance(30)) out.messages.push_back(message(Role::system, Content{Text{some_text(r)}}));
  int calls = 0;
  for (auto turns = 1 + r.below(4); turns > 0; --turns) {
    if (r.chance(70)) {
      out.messages.push_back(user(Text{some_text(r)}));
    } else {
      out.messages.push_back(user(std::vector<ContentPart>{
          text_part(Text{some_text(r)}), image_part(Text{"data:image/png;base64,iVBORw0KGgoAAAAN"})}));
    }
    if (r.chance(30)) continue;
    auto& answer = out.messages.emplace_back(message(Role::assistant, Content{Text{some_text(r)}}));
    if (r.chance(50)) continue;
    answer.content.set_null();
    auto& made = answer.tool_calls.emplace();
    for (auto n = 1 + r.below(3); n > 0; --n) made.push_back(call(r, calls++));
    const auto asked = made;  // messages move as their list grows
    for (const auto& each : asked) out.messages.push_back(tool_result(each.id, Text{some_text(r)}));
  }
  if (r.chance(50)) out.temperature = 0.5;
  if (r.chance(50)) out.top_p = 0.25;
  if (r.chance(50)) out.max_completion_tokens = static_cast<std::int64_t>(1 + r.below(1000));
  if (r.chance(30)) out.seed = static_cast<std::int64_t>(r.below(1000));
  if (r.chance(30)) out.stop = Stop{std::vector<Text>{Text{some_text(r)}, Text{"b"}}};
  if (r.chance(30)) out.presence_penalty = 1.5;
  if (r.chance(30)) out.frequency_penalty = -1.5;
  if (r.chance(30)) {
    auto& tools = out.tools.emplace();
    for (auto n = 1 + r.below(2); n > 0; --n)
      tools.push_back(
          function_tool(Text{r.word()}, Text{some_text(r)}, Json{Text{R"({"type":"object","properties":{}})"}}));
  }
  if (r.chance(20)) out.response_format = ResponseFormat{JsonObjectFormat{}};
  if (r.chance(20)) {
    JsonSchemaFormat format;
    format.json_schema.name = "response";
    format.json_schema.schema = Json{Text{R"({"type":"object","properties":{"a":{"type":"string"}}})"}};
    out.response_format = ResponseFormat{std::move(format)};
  }
  if (r.chance(30)) out.reasoning_effort = ReasoningEffort::high;
  return out;
}

}  // namespace canonical
