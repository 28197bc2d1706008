// Serve the same handler to clients of OpenAI, Anthropic, Gemini and Ollama, and call Anthropic's API as any other.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/dialects/anthropic/call.hpp>
#include <oaicompat/dialects/anthropic/serve.hpp>
#include <oaicompat/dialects/gemini/serve.hpp>
#include <oaicompat/dialects/ollama/serve.hpp>
#include <oaicompat/server.hpp>

#include <fmt/core.h>

int main() {
  oaicompat::Server server{{.port = 0}};
  server.chat("my-model", [](const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out) {
    if (out.text("You said: ") && out.text(request.messages.back().text())) out.finish(oaicompat::FinishReason::stop);
  });
  server.dialect(oaicompat::anthropic_dialect());
  server.dialect(oaicompat::gemini_dialect());
  server.dialect(oaicompat::ollama_dialect());
  if (!server.start()) return 1;

  const oaicompat::Client claude{
      {.base_url = server.base_url(), .api_key = "any", .inner_layers = {oaicompat::to_anthropic()}}};
  const auto answer = claude.chat({.model = "my-model", .messages = {oaicompat::user("Hello")}});
  fmt::print("{}\n", answer ? answer->text() : answer.error().message);
  return answer ? 0 : 1;
}
