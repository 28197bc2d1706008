// Random chat chunks, chat completions and errors, in the form in which they come off the wire.
// SPDX-License-Identifier: MIT
#pragma once

#include "random.hpp"

#include <oaicompat/base/error.hpp>
#include <oaicompat/resources/chat/types.hpp>

namespace laws {

/// Words of an enumeration, known ones and new ones.
template <class E>
OpenEnum<E> word_of(Random& r) {
  const auto words = describe(Type<E>{});
  return r.chance(70) ? OpenEnum<E>{words[r.below(words.size())].value} : OpenEnum<E>{Text{"new-" + r.text(4)}};
}
inline Maybe<Text> words(Random& r) {
  if (r.chance(30)) return null;
  return Text{r.text()};
}
inline TokenLogprob token(Random& r) {
  TokenLogprob out{.token = r.text(3), .logprob = r.number(), .extra = r.extras(5)};
  if (r.chance(50)) out.bytes = std::vector<std::int64_t>{static_cast<std::int64_t>(r.below(256))};
  if (!out.bytes) out.bytes = null;
  if (r.chance(30))
    out.top_logprobs.push_back({.token = r.text(3), .logprob = r.number(), .bytes = null, .extra = r.extras(5)});
  return out;
}
inline Logprobs logprobs(Random& r) {
  Logprobs out{.content = null, .refusal = null, .extra = r.extras(10)};
  for (auto* side : {&out.content, &out.refusal}) {
    if (r.chance(40)) continue;
    side->emplace();
    for (auto n = r.below(3); n > 0; --n) (*side)->push_back(token(r));
  }
  return out;
}
inline Usage usage(Random& r) {
  Usage out{
      .prompt_tokens = r.integer(), .completion_tokens = r.integer(), .total_tokens = r.integer(), .extra = r.extras()};
  if (r.chance(30)) out.completion_tokens_details.emplace().reasoning_tokens = r.integer();
  return out;
}
inline Extras reasoning(Random& r, Extras extra) {
  if (r.chance(30)) extra.set(r.chance(50) ? "reasoning_content" : "reasoning", Json::string(r.text()));
  return extra;
}

// --- chunks --------------------------------------------------------------------------------------------------------

inline ToolCallDelta call_piece(Random& r) {
  ToolCallDelta out{.index = static_cast<std::int64_t>(r.below(4)), .extra = r.extras(10)};
  if (r.chance(40)) out.id = Text{"call_" + r.text(4)};
  if (r.chance(40)) out.type = word_of<ToolType>(r);
  if (r.chance(80)) {
    auto& function = out.function.emplace();
    function.extra = r.extras(10);
    if (r.chance(40)) function.name = Text{r.word()};
    if (r.chance(80)) function.arguments = Text{r.text()};
  }
  return out;
}
inline Delta delta(Random& r) {
  Delta out{.extra = reasoning(r, r.extras(20))};
  if (r.chance(20)) out.role = word_of<Role>(r);
  if (r.chance(60)) out.content = words(r);
  if (r.chance(15)) out.refusal = words(r);
  if (r.chance(20)) {
    out.tool_calls.emplace();
    for (auto n = r.below(3); n > 0; --n) out.tool_calls->push_back(call_piece(r));
  }
  return out;
}
inline ChunkChoice chunk_choice(Random& r, std::int64_t n) {
  ChunkChoice out{.index = static_cast<std::int64_t>(r.below(static_cast<std::size_t>(n))),
                  .delta = delta(r),
                  .finish_reason = null,
                  .extra = r.extras(10)};
  if (r.chance(30)) out.logprobs = null;
  if (r.chance(20)) out.logprobs = logprobs(r);
  if (r.chance(20)) out.finish_reason = word_of<FinishReason>(r);
  return out;
}
/// A chunk of an answer of n choices; with a usage member only where usage was asked for.
inline ChatChunk chunk(Random& r, std::int64_t n, bool with_usage) {
  ChatChunk out{.id = r.text(30), .created = r.integer(), .model = r.word(), .extra = r.extras(20)};
  for (auto count = r.below(4); count > 0; --count) out.choices.push_back(chunk_choice(r, n));
  if (with_usage) out.usage = r.chance(80) ? Maybe<Usage>{null} : Maybe<Usage>{usage(r)};
  if (r.chance(20)) out.service_tier = word_of<ServiceTier>(r);
  if (r.chance(20)) out.system_fingerprint = Text{r.text()};
  if (r.chance(20)) out.obfuscation = Text{r.text()};
  return out;
}

// --- whole completions ---------------------------------------------------------------------------------------------

inline ToolCall call(Random& r) {
  ToolCall out{.id = "call_" + r.text(4), .extra = r.extras(20)};
  switch (r.below(3)) {
    case 0: out.type = Text{"new-" + r.word()}; break;
    case 1:
      out.type = ToolType::custom;
      out.custom = CustomCall{.name = r.word(), .input = r.text(), .extra = r.extras(10)};
      break;
    default: out.function = FunctionCall{.name = r.word(), .arguments = r.text(), .extra = r.extras(10)};
  }
  return out;
}
inline Annotation annotation(Random& r) {
  if (r.chance(50)) return Unknown{"new", {Text{R"({"type":"new","n":)" + r.json() + "}"}}};
  return UrlAnnotation{
      .url_citation = {.end_index = r.integer(), .start_index = r.integer(), .url = r.text(), .title = r.text()}};
}
inline AssistantMessage assistant_message(Random& r) {
  AssistantMessage out{.role = r.chance(90) ? Role::assistant : word_of<Role>(r),
                       .content = words(r),
                       .refusal = words(r),
                       .extra = reasoning(r, r.extras())};
  if (r.chance(30)) out.tool_calls.emplace();
  if (out.tool_calls) {
    for (auto n = 1 + r.below(3); n > 0; --n) out.tool_calls->push_back(call(r));
  }
  if (r.chance(20)) out.annotations.emplace().push_back(annotation(r));
  if (r.chance(10)) out.function_call = FunctionCall{.name = r.word(), .arguments = r.text(), .extra = r.extras(10)};
  if (r.chance(10)) out.audio = AudioAnswer{r.text(), r.integer(), r.text(), r.text(), r.extras()};
  return out;
}
inline ChatCompletion completion(Random& r) {
  ChatCompletion out{.id = r.text(30), .created = r.integer(), .model = r.word(), .extra = r.extras()};
  const auto n = static_cast<std::int64_t>(1 + r.below(3));
  for (std::int64_t index = 0; index < n; ++index) {
    auto& choice = out.choices.emplace_back(ChatChoice{.index = index,
                                                       .message = assistant_message(r),
                                                       .logprobs = null,
                                                       .finish_reason = word_of<FinishReason>(r),
                                                       .extra = r.extras(20)});
    if (r.chance(30)) choice.logprobs = logprobs(r);
  }
  if (r.chance(50)) out.usage = usage(r);
  if (r.chance(20)) out.service_tier = word_of<ServiceTier>(r);
  if (r.chance(20)) out.system_fingerprint = Text{r.text()};
  if (r.chance(20)) out.metadata.emplace().set(r.text(), r.text());
  return out;
}

/// An error as an endpoint gives it.
inline Error error(Random& r) {
  constexpr int statuses[] = {400, 401, 403, 404, 409, 413, 422, 429, 500, 502, 503, 529};
  auto out = api_error(r.one_of(statuses), "m" + r.text(30));
  if (r.chance(50)) out.type = "t_" + r.text();
  if (r.chance(50)) out.param = "p" + r.text();
  if (r.chance(50)) out.code = "c" + r.text();
  return out;
}

}  // namespace laws
