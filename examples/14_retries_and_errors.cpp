// Ask a provider that is busy: what is tried again, for how long, and what an error says in the end.
//   14_retries_and_errors http://127.0.0.1:8080/v1
// SPDX-License-Identifier: MIT
#include <oaicompat/base/error_format.hpp>
#include <oaicompat/client.hpp>

#include <fmt/format.h>

using namespace std::chrono_literals;

int main(int argc, char** argv) {
  oaicompat::Client client{{.base_url = argc > 1 ? argv[1] : "", .max_retries = 4, .total_timeout = 60s}};
  // One call may differ from the others.
  auto answer = client.chat({.model = "demo", .messages = {oaicompat::user("Hello")}}, {.timeout = 10s});
  if (answer) return fmt::print("{}\n", answer->text()), 0;
  const auto& error = answer.error();
  fmt::print(stderr, "{}\n", error);  // a line for a log
  switch (error.kind) {
    case oaicompat::ErrorKind::api: fmt::print(stderr, "status {}, code {}\n", error.status, error.code); break;
    case oaicompat::ErrorKind::connection: fmt::print(stderr, "nobody listens there\n"); break;
    case oaicompat::ErrorKind::timeout: fmt::print(stderr, "it took too long\n"); break;
    default: break;
  }
  if (error.retry_after) fmt::print(stderr, "it asks to wait\n");
  return oaicompat::is_retryable(error) ? 2 : 1;
}
