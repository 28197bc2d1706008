// Serve thousands of streams: two event loops, and no thread for a stream.
// SPDX-License-Identifier: MIT
#include <oaicompat/server.hpp>
#include <oaicompat/transport/asio/server.hpp>

int main() {
  oaicompat::Server server{{.port = 8080, .transport = oaicompat::asio_transport({.threads = 2})}};
  server.chat("count", [](const oaicompat::ChatRequest&, oaicompat::ChatWriter& out) {
    for (const char* word : {"one ", "two ", "three"})
      if (!out.text(word)) return;
    out.finish(oaicompat::FinishReason::stop);
  });
  return server.run() ? 0 : 1;
}
