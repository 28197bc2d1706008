// The operations on chat completions.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/event_stream.hpp>
#include <oaicompat/resources/chat/reasoning.hpp>
#include <oaicompat/resources/chat/types.hpp>

namespace oaicompat::inline v1 {

// How chunks make a response: in resources/chat/accumulate.hpp.
struct ChatStreaming;

/// `POST /chat/completions`: the next message of a conversation, whole or streamed.
struct CreateChatCompletion : ApiOperation {
  using Request = ChatRequest;
  using Response = ChatCompletion;
  using Chunk = ChatChunk;
  using Streaming = ChatStreaming;
  static constexpr Endpoint endpoint{"createChatCompletion", "POST", "/chat/completions"};
};

/// A streamed chat completion.
using ChatStream = EventStream<CreateChatCompletion>;

#if !OAICOMPAT_HEADER_ONLY
// Compiled once, beside the operation.
extern template class OAICOMPAT_API EventStream<CreateChatCompletion>;
#endif

/// The operations of this room.
using ChatOperations = OperationList<CreateChatCompletion>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/operations.ipp>
#endif
