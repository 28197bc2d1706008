// A program that serves a model and calls it over loopback: what every consumer builds and runs.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/server.hpp>

#include <cstdio>
#include <string>

std::string streamed(oaicompat::Client& client);  // in other.cpp

int main() {
  oaicompat::Server server{{.host = "127.0.0.1", .port = 0}};
  server.chat("my-model", [](const oaicompat::ChatRequest&, oaicompat::ChatWriter& out) {
    for (const char* piece : {"Hello", ", ", "world"}) {
      if (!out.text(piece)) return;
    }
    out.finish(oaicompat::FinishReason::stop);
  });
  if (!server.start()) return 1;

  oaicompat::Client client{{.base_url = server.base_url()}};
  auto answer = client.chat({.model = "my-model", .messages = {oaicompat::user("Hi")}});
  if (!answer) {
    std::fprintf(stderr, "%s\n", answer.error().message.c_str());
    return 1;
  }
  const bool same = answer->text() == "Hello, world" && streamed(client) == "Hello, world";
  server.stop();
  std::puts(same ? "served and called" : "the answer is another");
  return same ? 0 : 1;
}
