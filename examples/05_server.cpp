// Serve a model of your own to every client of the API: one handler, whole and streamed answers.
// SPDX-License-Identifier: MIT
#include <oaicompat/server.hpp>

#include <fmt/format.h>

#include <string>

int main() {
  oaicompat::Server server{{.host = "127.0.0.1", .port = 8080}};

  server.chat("shout", [](const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out) {
    if (request.messages.empty()) return void(out.fail(oaicompat::api_error(400, "Say something.", "", "messages")));
    auto text = request.messages.back().text();
    for (auto& c : text)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    for (std::size_t i = 0; i < text.size(); i += 4)
      if (!out.text(text.substr(i, 4))) return;  // the caller has gone
    out.finish(oaicompat::FinishReason::stop);
  });

  if (auto done = server.run(); !done) {
    fmt::print(stderr, "{}\n", done.error().message);
    return 1;
  }
}
