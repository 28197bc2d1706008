// A program that only serves chats: how much of the library it carries is what sizes.py looks at.
// SPDX-License-Identifier: MIT
#include <oaicompat/server.hpp>

int main() {
  oaicompat::Server server{{.port = 0, .responses = oaicompat::ServerOptions::Responses::as_given}};
  server.chat("my-model", [](const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out) {
    out.text(request.messages.empty() ? "Hello" : request.messages.back().text());
    out.finish(oaicompat::FinishReason::stop);
  });
  return server.run() ? 0 : 1;
}
