// A program that only chats: how much of the library it carries is what sizes.py looks at.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>

#include <cstdio>

int main() {
  const oaicompat::Client client;
  auto stream = client.chat_stream({.model = "my-model", .messages = {oaicompat::user("Hello")}});
  while (const auto* chunk = stream.next()) std::printf("%s", std::string{chunk->text()}.c_str());
  auto answer = client.chat({.model = "my-model", .messages = {oaicompat::user("Hello")}});
  std::printf("%s\n", answer ? answer->text().c_str() : answer.error().message.c_str());
}
