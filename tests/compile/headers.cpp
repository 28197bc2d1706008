// A call whose types are declared only says which header has them.
// SPDX-License-Identifier: MIT
#include <oaicompat/ask.hpp>

using namespace oaicompat;

struct OfTheHost {
  using Request = ChatRequest;
  using Response = ChatCompletion;
  static constexpr Endpoint endpoint{"ofTheHost", "POST", "/of/the/host"};
};

int main() {
  const Client client;
#if OAICOMPAT_CASE == 1
  // case 1: include <oaicompat/api/audio_operations.hpp>
  return client.speech({.model = "m"}).status();
#elif OAICOMPAT_CASE == 2
  // case 2: include <oaicompat/api/audio_operations.hpp>
  auto stream = client.transcription_stream({.model = "m"});
#elif OAICOMPAT_CASE == 3
  // case 3: include <oaicompat/api/image_operations.hpp>
  return client.images({.prompt = "x"}).status();
#elif OAICOMPAT_CASE == 4
  // case 4: include <oaicompat/api/image_operations.hpp>
  auto stream = client.image_edits_stream({.prompt = "x"});
#elif OAICOMPAT_CASE == 5
  // case 5: <oaicompat/responses.hpp>
  return ask<CreateResponse>(client, {.model = "m"}).status();
#elif OAICOMPAT_CASE == 6
  // case 6: an operation of the library's table
  return ask<OfTheHost>(client, {.model = "m"}).status();
#else
  return ask<CreateChatCompletion>(client, {.model = "m"}).status() + ask<ListModels>(client, {}).status();
#endif
  return 0;
}
