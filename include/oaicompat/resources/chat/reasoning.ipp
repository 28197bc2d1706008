// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/chunk.hpp>
#include <oaicompat/resources/chat/completion.hpp>
#include <oaicompat/resources/chat/reasoning.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE void name_reasoning(Extras& extra, ReasoningMembers members) {
  if (members == ReasoningMembers::as_given || extra.empty()) return;
  const auto* words = extra.find(ext::reasoning_content.name);
  const auto* others = extra.find(ext::reasoning.name);
  const auto holds = [](const Json* json) { return json && json->view().starts_with('"'); };
  // An empty text beside another one says nothing.
  if (!holds(words) || (words->view() == "\"\"" && holds(others))) words = others;
  if (!holds(words)) return;
  const Json text = *words;
  const auto write = [&](std::string_view name, ReasoningMembers alone) {
    if (members == alone || members == ReasoningMembers::both) return extra.set(name, text);
    if (holds(extra.find(name))) extra.remove(name);
  };
  write(ext::reasoning_content.name, ReasoningMembers::reasoning_content);
  write(ext::reasoning.name, ReasoningMembers::reasoning);
}
OAICOMPAT_INLINE void name_reasoning(ChatChunk& chunk, ReasoningMembers members) {
  for (auto& choice : chunk.choices) name_reasoning(choice.delta.extra, members);
}
OAICOMPAT_INLINE void name_reasoning(ChatCompletion& completion, ReasoningMembers members) {
  for (auto& choice : completion.choices) name_reasoning(choice.message.extra, members);
}

}  // namespace oaicompat::inline v1
