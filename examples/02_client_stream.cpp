// Show an answer word by word as it is made, then use all of it.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <string>

int main(int argc, char** argv) {
  oaicompat::Client client{{.base_url = argc > 1 ? argv[1] : ""}};

  std::string answer;
  auto stream = client.chat_stream({.model = "demo", .messages = {oaicompat::user("Tell me a story in one line")}});
  for (const auto& chunk : stream) {
    fmt::print("{}", chunk.text());
    std::fflush(stdout);
    answer += chunk.text();
  }
  if (stream.error()) {  // the loop ends at an error as it does at the end
    fmt::print(stderr, "\n{}\n", stream.error()->message);
    return 1;
  }
  fmt::print("\n{} characters in all\n", answer.size());
}
