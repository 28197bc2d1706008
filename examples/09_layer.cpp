// Lay something of your own around a server: here a count of its requests, and a page that tells it.
// SPDX-License-Identifier: MIT
#include <oaicompat/server.hpp>

#include <fmt/format.h>

#include <atomic>
#include <utility>

// A layer takes a handler and gives another one, laid around it.
oaicompat::Layer count_requests(std::atomic<int>& count) {
  return [&count](oaicompat::Handler inner) -> oaicompat::Handler {
    return [&count, inner](oaicompat::Request request) -> oaicompat::Answer {
      if (request.path == "/count")
        return oaicompat::json_answer(200, fmt::format(R"({{"requests":{}}})", count.load()));
      ++count;
      return inner(std::move(request));
    };
  };
}

int main() {
  std::atomic<int> count = 0;
  oaicompat::Server server{{.port = 8080}};
  server.chat("hello", [](const oaicompat::ChatRequest&, oaicompat::ChatWriter& out) {
    out.text("Hello!");
    out.finish(oaicompat::FinishReason::stop);
  });
  server.use(count_requests(count));
  return server.run() ? 0 : 1;
}
