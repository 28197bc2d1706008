// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/loss.hpp>
#include <oaicompat/resources/chat/request.hpp>

#include <algorithm>

namespace oaicompat::inline v1::detail::bedrock {

// The members of a request that Converse has none for.
inline void add_dropped_members(const ChatRequest& from, LossReport& lost) {
  struct Row {
    const char* path;
    bool given;
  };
  const auto off = [](const auto& number) { return !number || *number == 0; };
  const bool speaks = from.modalities && std::find(from.modalities->begin(), from.modalities->end(), Modality::audio) !=
                                             from.modalities->end();
  const Row rows[] = {{"n", from.n && *from.n != 1},
                      {"seed", from.seed.has_value()},
                      {"frequency_penalty", !off(from.frequency_penalty)},
                      {"presence_penalty", !off(from.presence_penalty)},
                      {"logit_bias", from.logit_bias && !from.logit_bias->items.empty()},
                      {"logprobs", from.logprobs && *from.logprobs},
                      {"top_logprobs", !off(from.top_logprobs)},
                      {"parallel_tool_calls", from.parallel_tool_calls && !*from.parallel_tool_calls},
                      {"verbosity", from.verbosity.has_value()},
                      {"modalities", speaks},
                      {"audio", from.audio.has_value()},
                      {"prediction", from.prediction.has_value()},
                      {"web_search_options", from.web_search_options.has_value()},
                      {"moderation", from.moderation.has_value()},
                      {"store", from.store && *from.store},
                      {"safety_identifier", from.safety_identifier.has_value()},
                      {"prompt_cache_key", from.prompt_cache_key.has_value()},
                      {"prompt_cache_retention", from.prompt_cache_retention.has_value()},
                      {"prompt_cache_options", from.prompt_cache_options.has_value()}};
  for (const auto& row : rows) {
    if (row.given) lost.add(row.path, LossKind::dropped, "Converse has no such member");
  }
}

}  // namespace oaicompat::inline v1::detail::bedrock
