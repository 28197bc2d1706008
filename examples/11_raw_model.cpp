// Serve a model that says tool calls and reasoning in its raw text: the format's parser tells them apart as they come.
// SPDX-License-Identifier: MIT
#include <oaicompat/parsers/formats.hpp>
#include <oaicompat/parsers/model_output.hpp>
#include <oaicompat/server.hpp>

#include <string>
#include <string_view>
#include <vector>

// What an engine would sample, piece by piece.
std::vector<std::string_view> generate(const oaicompat::ChatRequest& request) {
  if (!request.messages.empty() && request.messages.back().role == oaicompat::Role::tool) return {"It is", " warm."};
  return {"<think>\nI should", " look.</th", "ink>\n<tool_call>\n{\"name\": \"weather\", \"argum",
          "ents\": {\"city\": \"Rome\"}}", "\n</tool_call>"};
}

int main() {
  oaicompat::Server server{{.port = 8080}};
  server.chat("qwen3-8b", [](const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out) {
    oaicompat::ModelOutput parsed{out, *oaicompat::format_for("qwen3-8b"), request};
    for (const auto piece : generate(request))
      if (!parsed.text(piece)) break;
    parsed.finish();
  });
  return server.run() ? 0 : 1;
}
