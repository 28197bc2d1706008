// Ask any provider that speaks OpenAI's API: 01_client http://127.0.0.1:8080/v1
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>

#include <fmt/format.h>

int main(int argc, char** argv) {
  // What is not given here comes from OPENAI_BASE_URL and OPENAI_API_KEY.
  oaicompat::Client client{{.base_url = argc > 1 ? argv[1] : ""}};

  auto answer =
      client.chat({.model = "demo", .messages = {oaicompat::system("Be brief."), oaicompat::user("Hello there")}});
  if (!answer) {
    fmt::print(stderr, "{} (status {})\n", answer.error().message, answer.error().status);
    return 1;
  }
  fmt::print("{}\n", answer->text());
  if (answer->usage) fmt::print("{} tokens, request {}\n", answer->usage->total_tokens, answer.request_id());
}
