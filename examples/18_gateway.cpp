// A gateway of two targets: where the first one fails, or says nothing within ten seconds, the second one answers.
//   18_gateway http://127.0.0.1:8001/v1 http://127.0.0.1:8002/v1
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/kit/fallback.hpp>
#include <oaicompat/kit/first_token.hpp>
#include <oaicompat/layers/edit_head.hpp>
#include <oaicompat/layers/rate_limit.hpp>
#include <oaicompat/server.hpp>

#include <chrono>

using namespace oaicompat;

int main(int argc, char** argv) {
  // Each is tried once: the next one is there for the second try.
  const Client first{{.base_url = argc > 1 ? argv[1] : "", .max_retries = 0}},
      second{{.base_url = argc > 2 ? argv[2] : ""}};
  Server gateway{{.port = 8080}};
  gateway.use(rate_limit({.limit = {.requests = 600, .tokens = 1'000'000}}))
      .use(edit_head([](Head& head) { head.headers.set("x-served-by", "gateway"); }))
      .backend(fallback({first_token(first, {.within = std::chrono::seconds{10}}), second}));
  return gateway.run() ? 0 : 1;
}
