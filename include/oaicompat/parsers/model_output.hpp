// ModelOutput: a model's raw text as the answer to a chat request.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/parser.hpp>
#include <oaicompat/resources/chat/generation.hpp>
#include <oaicompat/resources/chat/writer.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// What a chat request asks of a parser, laid over `base`: its function tools and their schemas; markers of calls are
/// text where there are none, or `tool_choice` is `none`; one call where `parallel_tool_calls` is false; its stop
/// texts; how many calls its messages have.
inline ParserOptions parser_options(const ChatRequest& request, ParserOptions base = {}) {
  if (request.tools) {
    for (const auto& tool : *request.tools) {
      const auto* function = tool.get_if<FunctionTool>();
      if (!function) continue;
      const auto& parameters = function->function.parameters;
      base.tools.push_back({.name = std::string{function->function.name.view()},
                            .parameters = parameters ? std::string{parameters->view()} : std::string{},
                            .strict = function->function.strict.value_or(true)});
    }
  }
  for (const auto& message : request.messages) {
    if (message.tool_calls) base.calls_before += message.tool_calls->size();
  }
  const auto* mode = request.tool_choice ? request.tool_choice->get_if<OpenEnum<ToolMode>>() : nullptr;
  if (base.tools.empty() || (mode && *mode == ToolMode::none)) base.calls = ParserOptions::Calls::text;
  if (request.parallel_tool_calls && !*request.parallel_tool_calls) base.parallel = ParserOptions::Parallel::first;
  for (auto& stop : stops_of(request)) base.stops.push_back(std::move(stop));
  return base;
}

/// Writes the text of a model into a choice of an answer, told apart into content, reasoning and tool calls.
///
///     server.chat("qwen3", [&](const ChatRequest& request, ChatWriter& out) {
///       ModelOutput parsed{out, *format_for("qwen3-8b"), request};
///       for (std::string_view piece : engine.generate(prompt_of(request)))
///         if (!parsed.text(piece)) return;
///       parsed.finish();
///     });
///
/// `tool_choice: "required"` and a named tool are the engine's to hold the model to; the calls are read as any other.
/// **Lifetime**: the writer, the format and the request outlive it. **Threads**: one at a time.
class ModelOutput {
 public:
  ModelOutput(ChatWriter& out, const Format& format, const ChatRequest& request, ParserOptions options = {})
      : ModelOutput{out.choice(0), format, request, std::move(options)} {}
  ModelOutput(ChoiceWriter out, const Format& format, const ChatRequest& request, ParserOptions options = {})
      : out_{std::move(out)},
        parser_{format, parser_options(request, std::move(options))},
        names_a_tool_{request.tool_choice && request.tool_choice->get_if<NamedToolChoice>()} {}

  /// A piece of the model's text. False once there is no use in more: the caller has gone, or a stop text was met.
  bool text(std::string_view piece) { return write(parser_.feed(piece)) && !parser_.stopped(); }
  /// The text has ended. `stop` becomes `tool_calls` where calls were made and no tool was named; other reasons stay.
  bool finish(FinishReason reason = FinishReason::stop) {
    const bool stopped = reason == FinishReason::stop || reason == FinishReason::tool_calls || parser_.stopped();
    if (!write(parser_.finish(stopped ? TextEnd::stopped : TextEnd::cut))) return false;
    if (!stopped) return out_.finish(reason);
    return out_.finish(parser_.calls() > 0 && !names_a_tool_ ? FinishReason::tool_calls : FinishReason::stop);
  }

 private:
  bool write(std::span<const ParserEvent> events) {
    bool goes_on = true;
    for (const auto& event : events) {
      switch (event.kind) {
        case ParserEvent::Kind::text: goes_on = goes_on && out_.text(event.text); break;
        case ParserEvent::Kind::reasoning: goes_on = goes_on && out_.reasoning(event.text); break;
        case ParserEvent::Kind::call: goes_on = goes_on && out_.tool_call(event.id, event.text); break;
        case ParserEvent::Kind::arguments: goes_on = goes_on && out_.arguments(event.text); break;
        default: break;
      }
    }
    return goes_on;
  }
  ChoiceWriter out_;
  Parser parser_;
  bool names_a_tool_;
};

}  // namespace oaicompat::inline v1
