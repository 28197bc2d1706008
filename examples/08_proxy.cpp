// Stand between: a client is a backend, so what it can call can be served, and keys, limits and logs come with it.
//   08_proxy http://127.0.0.1:8080/v1
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/server.hpp>

#include <fmt/format.h>

int main(int argc, char** argv) {
  oaicompat::Client upstream{{.base_url = argc > 1 ? argv[1] : ""}};
  oaicompat::Server gateway{
      {.port = 8081,
       .api_keys = {{.key = "sk-alice", .name = "alice"}, {.key = "sk-bob", .name = "bob"}},
       .limits = {.max_streams = 100},
       .access_log = [](const auto& record) { fmt::print(stderr, "{}\n", oaicompat::access_line(record)); }}};
  gateway.backend(upstream);
  if (auto done = gateway.run(); !done) {
    fmt::print(stderr, "{}\n", done.error().message);
    return 1;
  }
}
