// A response event by event, and one that goes on from it.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/resources/responses/operations.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <string>

int main(int argc, char** argv) {
  oaicompat::Client client{{.base_url = argc > 1 ? argv[1] : ""}};

  oaicompat::ResponseRequest request{.model = "demo", .input = "My name is Ada."};
  auto stream = client.response_stream(request);
  std::string id;
  for (const auto& event : stream) {
    fmt::print("{}", oaicompat::text_of(event));
    std::fflush(stdout);
    if (const auto* state = event.get_if<oaicompat::ResponseStateEvent>()) id = state->response.id.str();
  }
  if (stream.error()) {
    fmt::print(stderr, "\n{}\n", stream.error()->message);
    return 1;
  }

  request.input = "What is my name?";
  request.previous_response_id = id;  // the server keeps what was said
  const auto next = client.response(request);
  if (!next) {
    fmt::print(stderr, "\n{}\n", next.error().message);
    return 1;
  }
  fmt::print("\n{}\n", next->output_text());
}
