// A second translation unit with the same headers: in the header-only flavour nothing may be defined twice.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/server.hpp>

#include <string>

std::string streamed(oaicompat::Client& client);

std::string streamed(oaicompat::Client& client) {
  std::string all;
  for (const auto& chunk : client.chat_stream({.model = "my-model", .messages = {oaicompat::user("Hi")}})) {
    all += chunk.text();
  }
  return all;
}
