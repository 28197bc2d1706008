// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/chat_losses.hpp>

#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE void add_dropped(const ChatRequest& request, std::uint32_t carried, LossReport& lost) {
  const auto drop = [&](ChatMember member, std::string_view name, bool given) {
    if (given && (carried & static_cast<std::uint32_t>(member)) == 0)
      lost.add(std::string{name}, LossKind::dropped, "the provider has no place for it");
  };
  drop(ChatMember::n, "n", request.n.value_or(1) != 1);
  drop(ChatMember::logit_bias, "logit_bias", request.logit_bias.has_value());
  drop(ChatMember::parallel_tool_calls, "parallel_tool_calls", request.parallel_tool_calls == false);
  drop(ChatMember::verbosity, "verbosity", request.verbosity.has_value());
  drop(ChatMember::modalities, "modalities",
       request.modalities && !(request.modalities->size() == 1 && request.modalities->front() == Modality::text));
  drop(ChatMember::audio, "audio", request.audio.has_value());
  drop(ChatMember::prediction, "prediction", request.prediction.has_value());
  drop(ChatMember::web_search_options, "web_search_options", request.web_search_options.has_value());
  drop(ChatMember::service_tier, "service_tier",
       request.service_tier && !(*request.service_tier == ServiceTier::auto_));
  drop(ChatMember::store, "store", request.store.value_or(false));
  drop(ChatMember::metadata, "metadata", request.metadata.has_value());
  drop(ChatMember::user, "user", request.user.has_value());
  drop(ChatMember::user, "safety_identifier", request.safety_identifier.has_value());
  drop(ChatMember::user, "prompt_cache_key", request.prompt_cache_key.has_value());
  drop(ChatMember::functions, "functions", request.functions.has_value());
  drop(ChatMember::functions, "function_call", request.function_call.has_value());
}

}  // namespace oaicompat::inline v1::detail
