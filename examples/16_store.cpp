// Keep responses and conversations over a restart: a store in a file, and one chat handler.
// SPDX-License-Identifier: MIT
#include <oaicompat/server.hpp>
#include <oaicompat/stores/sqlite_store.hpp>

#include <fmt/format.h>

int main() {
  auto store = oaicompat::sqlite_store({.file = "conversations.db"});
  if (!store) return fmt::print(stderr, "{}\n", store.error().message), 1;
  oaicompat::Server server{{.port = 8080, .store = *store}};
  // /responses, /conversations and stored chat completions are made of this handler.
  server.chat("echo", [](const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out) {
    out.text(fmt::format("That was message {}.", request.messages.size()));
    out.finish(oaicompat::FinishReason::stop);
  });
  return server.run() ? 0 : 1;
}
