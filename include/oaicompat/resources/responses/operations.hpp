// The rows of the operation table for responses. Apart from the others: their types are much to compile.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/event_stream.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/resources/responses/accumulate.hpp>

#include <utility>

namespace oaicompat::inline v1 {

/// `POST /responses`: a response, whole or streamed.
struct CreateResponse : ApiOperation {
  using Request = ResponseRequest;
  using Response = oaicompat::Response;
  using Chunk = ResponseEvent;
  using Streaming = ResponseStreaming;
  static constexpr Endpoint endpoint{"createResponse", "POST", "/responses"};
  /// Over a WebSocket: each message `response.create` is a request of `handler`'s, one after the other, and the events
  /// of its stream are messages. An error is a message `{"type":"error","status","error"}`, and the session goes on.
  /// What is not stored is kept as long as the connection, as far as the next message may go on from it.
  OAICOMPAT_API static WebSocketSessionPtr session(Handler handler, oaicompat::Request handshake);
};

/// `GET /responses/{response_id}`: a response that the server keeps, whole or as the events that made it.
struct RetrieveResponse : ApiOperation {
  using Request = RetrieveResponseRequest;
  using Response = oaicompat::Response;
  using Chunk = ResponseEvent;
  using Streaming = RetrieveResponseStreaming;
  static constexpr Endpoint endpoint{"getResponse", "GET", "/responses/{response_id}"};
};

/// `DELETE /responses/{response_id}`: the server forgets a response.
struct DeleteResponse : ApiOperation {
  using Request = DeleteResponseRequest;
  using Response = DeletedResponse;
  static constexpr Endpoint endpoint{"deleteResponse", "DELETE", "/responses/{response_id}"};
};

/// `POST /responses/{response_id}/cancel`: a response in the background is no longer made.
struct CancelResponse : ApiOperation {
  using Request = CancelResponseRequest;
  using Response = oaicompat::Response;
  static constexpr Endpoint endpoint{"cancelResponse", "POST", "/responses/{response_id}/cancel"};
};

/// `GET /responses/{response_id}/input_items`: a page of the items that a response was made from.
struct ListInputItems : ApiOperation {
  using Request = ListInputItemsRequest;
  using Response = ResponseItemList;
  static constexpr Endpoint endpoint{"listInputItems", "GET", "/responses/{response_id}/input_items"};
};

/// `POST /responses/input_tokens`: how many tokens an input takes.
struct CountInputTokens : ApiOperation {
  using Request = CountInputTokensRequest;
  using Response = InputTokenCount;
  static constexpr Endpoint endpoint{"Getinputtokencounts", "POST", "/responses/input_tokens"};
};

/// `POST /responses/compact`: a conversation made small.
struct CompactResponse : ApiOperation {
  using Request = CompactRequest;
  using Response = CompactedResponse;
  static constexpr Endpoint endpoint{"Compactconversation", "POST", "/responses/compact"};
};

#if !OAICOMPAT_HEADER_ONLY
extern template class OAICOMPAT_API EventStream<CreateResponse>;
extern template class OAICOMPAT_API EventStream<RetrieveResponse>;
#endif

/// The events of a streamed response.
class ResponseStream : public EventStream<CreateResponse> {
 public:
  ResponseStream(EventStream<CreateResponse> stream) : EventStream{std::move(stream)} {}
};

/// The operations of this room.
using ResponsesOperations = OperationList<CreateResponse, RetrieveResponse, DeleteResponse, CancelResponse,
                                          ListInputItems, CountInputTokens, CompactResponse>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/operations.ipp>
#include <oaicompat/resources/responses/websocket_session.ipp>
#endif
