// Serve an engine that calls tools and counts tokens.
// SPDX-License-Identifier: MIT
#include <oaicompat/server.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

// As many tokens as words, as this engine counts.
std::int64_t tokens_of(std::string_view text) { return std::count(text.begin(), text.end(), ' ') + 1; }

int main() {
  oaicompat::Server server{{.port = 8080}};
  server.chat("weather", [](const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out) {
    if (request.messages.empty()) return void(out.fail(oaicompat::api_error(400, "Say something.", "empty_request")));
    const auto& last = request.messages.back();
    const bool asked_tool = last.role == oaicompat::Role::tool;
    if (!asked_tool && request.tools && !request.tools->empty()) {
      out.tool_call("", "weather_in");  // an empty id is replaced by a random one
      out.arguments(R"({"city":)");     // fragments, as the model makes them
      out.arguments(R"("Paris"})");
      out.usage(tokens_of(last.text()), 4);
      out.finish(oaicompat::FinishReason::tool_calls);
      return;
    }
    const auto answer = asked_tool ? fmt::format("It is {}.", last.text()) : std::string{"I cannot look outside."};
    if (!out.text(answer)) return;  // the caller has gone
    out.usage(tokens_of(last.text()), tokens_of(answer));
    out.finish(oaicompat::FinishReason::stop);
  });
  return server.run() ? 0 : 1;
}
