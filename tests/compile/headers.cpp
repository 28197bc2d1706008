// A call whose types are declared only says which header has them.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>

using namespace oaicompat;

int main() {
  const Client client;
#if OAICOMPAT_CASE == 1
  // case 1: include <oaicompat/resources/audio/operations.hpp>
  return client.speech({.model = "m"}).status();
#elif OAICOMPAT_CASE == 2
  // case 2: include <oaicompat/resources/audio/operations.hpp>
  auto stream = client.transcription_stream({.model = "m"});
#elif OAICOMPAT_CASE == 3
  // case 3: include <oaicompat/resources/images/operations.hpp>
  return client.images({.prompt = "x"}).status();
#elif OAICOMPAT_CASE == 4
  // case 4: include <oaicompat/resources/images/operations.hpp>
  auto stream = client.image_edits_stream({.prompt = "x"});
#elif OAICOMPAT_CASE == 5
  // case 5: include <oaicompat/resources/responses/operations.hpp>
  return client.response({.model = "m"}).status();
#elif OAICOMPAT_CASE == 6
  // case 6: include the header of this operation
  return client.send<CreateResponse>({.model = "m"}).status();
#elif OAICOMPAT_CASE == 7
  // case 7: include the header of this operation
  auto stream = client.stream<CreateResponse>({.model = "m"});
#elif OAICOMPAT_CASE == 8
  // case 8: include <oaicompat/transport/asio/async.hpp>
  client.async_send<ListModels>({}, [](const auto&) {});
#else
  return client.send<CreateChatCompletion>({.model = "m"}).status() + client.send<ListModels>({}).status();
#endif
  return 0;
}
