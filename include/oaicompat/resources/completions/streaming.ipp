// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/choice_shape.ipp>
#include <oaicompat/resources/chat/choice_steps.ipp>
#include <oaicompat/resources/completions/accumulate.hpp>
#include <oaicompat/resources/completions/json.hpp>

#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Result<void> CompletionProgress::add(const Completion& chunk) {
  for (const auto& choice : chunk.choices) {
    if (auto added = ChoiceProgress::add(choice.index, detail::finishes(choice.finish_reason)); !added) return added;
  }
  return {};
}

OAICOMPAT_INLINE bool CompletionStreaming::wanted(const CompletionRequest& request) {
  return request.stream.value_or(false);
}
OAICOMPAT_INLINE void CompletionStreaming::want(CompletionRequest& request, bool streamed) {
  detail::want(request, streamed);
}
OAICOMPAT_INLINE ChunkShape CompletionStreaming::shape_for(const CompletionRequest& request) {
  return detail::shape_for(request);
}
OAICOMPAT_INLINE bool CompletionStreaming::shape(Completion& chunk, const ChunkShape& wanted) {
  return detail::shape(chunk, wanted);
}
OAICOMPAT_INLINE std::vector<Completion> CompletionStreaming::split(const Completion& whole) {
  std::vector<Completion> out;
  Completion bare;
  bare.id = whole.id;
  bare.object = whole.object;
  bare.created = whole.created;
  bare.model = whole.model;
  bare.system_fingerprint = whole.system_fingerprint;
  for (const auto& choice : whole.choices) out.emplace_back(bare).choices.push_back(choice);
  if (whole.usage || out.empty()) out.emplace_back(bare).usage = whole.usage;
  out.front().extra = whole.extra;
  return out;
}
OAICOMPAT_INLINE Text* CompletionStreaming::delta_text(Completion& chunk) {
  if (chunk.choices.size() != 1 || chunk.usage || chunk.choices[0].logprobs) return nullptr;
  auto& choice = chunk.choices[0];
  return choice.extra.has_forms() || was_absent(choice, "text") ? nullptr : &choice.text;
}

}  // namespace oaicompat::inline v1
