// The rows of the operation table for responses. Apart from the others: their types are much to compile.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate_response.hpp>
#include <oaicompat/api/operations.hpp>
#include <oaicompat/http/handler.hpp>

namespace oaicompat::inline v1 {

/// `POST /responses`: a response, whole or streamed.
struct CreateResponse {
  using Request = ResponseRequest;
  using Response = oaicompat::Response;
  using Chunk = ResponseEvent;
  using Streaming = ResponseStreaming;
  static constexpr Endpoint endpoint{"createResponse", "POST", "/responses"};
  /// Over a WebSocket: each message `response.create` is a request of `handler`'s, one after the other, and the events
  /// of its stream are messages. An error is a message `{"type":"error","status","error"}`, and the talk goes on. What
  /// is not stored is kept as long as the connection, as far as the next message may go on from it.
  OAICOMPAT_API static TalkPtr talk(Handler handler, oaicompat::Request handshake);
};

/// `GET /responses/{response_id}`: a response that the server keeps, whole or as the events that made it.
struct RetrieveResponse {
  using Request = RetrieveResponseRequest;
  using Response = oaicompat::Response;
  using Chunk = ResponseEvent;
  using Streaming = RetrieveResponseStreaming;
  static constexpr Endpoint endpoint{"getResponse", "GET", "/responses/{response_id}"};
};

/// `DELETE /responses/{response_id}`: the server forgets a response.
struct DeleteResponse {
  using Request = DeleteResponseRequest;
  using Response = DeletedResponse;
  static constexpr Endpoint endpoint{"deleteResponse", "DELETE", "/responses/{response_id}"};
};

/// `POST /responses/{response_id}/cancel`: a response in the background is no longer made.
struct CancelResponse {
  using Request = CancelResponseRequest;
  using Response = oaicompat::Response;
  static constexpr Endpoint endpoint{"cancelResponse", "POST", "/responses/{response_id}/cancel"};
};

/// `GET /responses/{response_id}/input_items`: a page of the items that a response was made from.
struct ListInputItems {
  using Request = ListInputItemsRequest;
  using Response = ResponseItemList;
  static constexpr Endpoint endpoint{"listInputItems", "GET", "/responses/{response_id}/input_items"};
};

/// `POST /responses/input_tokens`: how many tokens an input takes.
struct CountInputTokens {
  using Request = CountInputTokensRequest;
  using Response = InputTokenCount;
  static constexpr Endpoint endpoint{"Getinputtokencounts", "POST", "/responses/input_tokens"};
};

/// `POST /responses/compact`: a conversation made small.
struct CompactResponse {
  using Request = CompactRequest;
  using Response = CompactedResponse;
  static constexpr Endpoint endpoint{"Compactconversation", "POST", "/responses/compact"};
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/response_talk.ipp>
#endif
