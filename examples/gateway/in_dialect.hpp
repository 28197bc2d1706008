// in_dialect: targets and callers that do not speak this API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/serve.hpp>
#include <oaicompat/dialects/anthropic/call.hpp>
#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/dialects/gemini/call.hpp>
#include <oaicompat/dialects/gemini/serve.hpp>
#include <oaicompat/dialects/ollama/call.hpp>
#include <oaicompat/dialects/ollama/serve.hpp>
#include <oaicompat/dialects/speak.hpp>
#include <oaicompat/gateway/rules.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/http/url.hpp>

#include <string>
#include <utility>

namespace gateway_program {

/// A target as a handler of this API: `transport` asks it in its own dialect.
inline oaicompat::Handler in_dialect(oaicompat::Handler transport, const oaicompat::Target& target,
                                     const std::string& key) {
  using namespace oaicompat;
  if (target.dialect == "openai") return transport;
  const auto url = parse_base_url(target.base_url);
  const auto prefix = url ? url->path : std::string{};
  if (target.dialect == "anthropic") {
    return serve(call_anthropic(std::move(transport), {.api_key = key, .prefix = prefix}));
  }
  if (target.dialect == "gemini") {
    return serve(call_gemini(std::move(transport), {.api_key = key, .call = {.prefix = prefix}}));
  }
  return serve(call_ollama(std::move(transport), {.api_key = key, .call = {.prefix = prefix}}));
}

/// Callers may speak Anthropic's, Gemini's or Ollama's API as well.
inline oaicompat::Layer speak_all() {
  using namespace oaicompat;
  return speak_dialects({anthropic_dialect(), gemini_dialect(), ollama_dialect()});
}

}  // namespace gateway_program
