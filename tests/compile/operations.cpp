// An operation takes and gives its own types.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>

using namespace oaicompat;

int main() {
  Backend backend;
#if OAICOMPAT_CASE == 1
  // case 1: no matching (member )?function|cannot convert
  backend.on<CreateChatCompletion>(
      [](const Parsed<EmbeddingRequest>&, const Context&) -> StreamPtr<Event<CreateEmbedding>> { return nullptr; });
#elif OAICOMPAT_CASE == 2
  // case 2: constraint
  const EventStream<CreateEmbedding>* stream = nullptr;
  return stream == nullptr;
#elif OAICOMPAT_CASE == 3
  // case 3: constraint|no matching
  return backend.offers<ChatRequest>();
#elif OAICOMPAT_CASE == 4
  // case 4: conversion|convert|no matching
  const ChatRequest request{.messages = {"Hello"}, .model = 4.5};
  return static_cast<int>(request.messages.size());
#else
  backend.on<CreateEmbedding>(
      [](const Parsed<EmbeddingRequest>&, const Context&) -> StreamPtr<Event<CreateEmbedding>> { return nullptr; });
#endif
  return backend.offers<CreateEmbedding>();
}
