// SPDX-License-Identifier: MIT
#include "raw.hpp"

#include "plan.hpp"
#include "words.hpp"

#include <oaicompat/parsers/formats.hpp>
#include <oaicompat/parsers/model_output.hpp>
#include <oaicompat/parsers/render.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace demo {
namespace {

using namespace oaicompat;

Error refused(std::string message) { return api_error(400, std::move(message), "no_spelling"); }

// What is said, as far as the format has words for it: some know no reasoning.
Result<std::string> raw_text(const Choice& choice, const Format& format, const std::vector<ParserTool>& tools) {
  SaidTurn turn;
  for (const auto& passage : choice.passages) {
    switch (passage.kind) {
      case Passage::Kind::reasoning:
        if (!format.spelling.reasoning_end.empty()) turn.reasoning += passage.text;
        break;
      case Passage::Kind::text: turn.text += passage.text; break;
      case Passage::Kind::function_call: turn.calls.push_back({passage.tool, passage.text}); break;
      case Passage::Kind::custom_call: return refused("Models that speak raw text call no custom tools.");
    }
  }
  auto text = render(format, turn, tools);
  if (!text) return refused(text.error().message);
  return text;
}

// In pieces that heed no marker and no character. False once nobody listens.
bool tell(std::string_view text, FinishReason end, ModelOutput& out, const Engine& engine,
          const std::stop_token& stop) {
  constexpr std::size_t length = 5;
  for (; !text.empty(); text.remove_prefix(std::min(length, text.size()))) {
    if (!engine.pause(stop)) return false;
    if (!out.text(text.substr(0, length))) break;  // a stop text, which finish() tells from a caller who has gone
  }
  return out.finish(end);
}

void chat(const Format& format, const ChatRequest& request, ChatWriter& out, Engine& engine) {
  auto run = engine.begin();
  // The limits are those of the raw text.
  auto unlimited = request;
  unlimited.max_tokens = unlimited.max_completion_tokens = {};
  unlimited.stop = {};
  const auto plan = plan_answer(unlimited);
  if (!plan) return void(out.fail(plan.error()));
  const auto tools = parser_options(request).tools;
  constexpr auto no_limit = std::numeric_limits<std::int64_t>::max();
  const auto most = std::min(request.max_completion_tokens.value_or(no_limit), request.max_tokens.value_or(no_limit));
  out.usage(plan->usage());
  std::int64_t index = 0;
  for (const auto& choice : plan->choices) {
    const auto text = raw_text(choice, format, tools);
    if (!text) return void(out.fail(text.error()));
    const auto said = first_words(*text, most);
    ModelOutput parsed{out.choice(index++), format, request, {.start = ReasoningRule::Start::text}};
    const auto end = said.size() < text->size() ? FinishReason::length : FinishReason::stop;
    if (!tell(said, end, parsed, engine, out.context().stop)) return run.cancel();
  }
}

}  // namespace

void offer_raw_models(Server& server, Engine& engine) {
  for (const auto* format : formats()) {
    if (format->spelling.form == Spelling::Form::none || format->spelling.form == Spelling::Form::bare) continue;
    server.chat(
        "demo-raw-" + std::string{format->name},
        [format, &engine](const ChatRequest& request, ChatWriter& out) { chat(*format, request, out, engine); });
  }
}

}  // namespace demo
