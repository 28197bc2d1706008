// What stdy says of a request.
// SPDX-License-Identifier: MIT
#pragma once

#include "servers.hpp"

namespace oaicompat::test {

inline void check_accepted(const Head& head, const std::string& complaint) {
  CAPTURE(complaint);
  CHECK(head.status == 200);
  CHECK(head.headers.get("x-steady-request-valid") == "true");
}

/// The request was as OpenAI describes it, and its answer could be read.
template <class T>
void check_accepted(const Reply<T>& reply) {
  check_accepted({.status = reply.status(), .headers = reply.headers()}, reply ? "" : reply.error().message);
  CHECK_MESSAGE(reply.has_value(), (reply ? std::string{} : to_string(reply.error())));
}

/// The request was as OpenAI describes it. The answer is no judge of a client: stdy makes up chunks that do not belong
/// together.
template <StreamedOperation Op>
void check_accepted(EventStream<Op> stream) {
  int chunks = 0;
  while (stream.next()) ++chunks;
  check_accepted(stream.head(), stream.error() ? stream.error()->message : "");
  CHECK(chunks > 0);
}

/// The request is accepted, whole and streamed.
inline void check_accepted(const std::string& what, const ChatRequest& request) {
  CAPTURE(what);
  const auto client = stdy();
  check_accepted(client.chat(request));
  check_accepted(client.chat_stream(request));
}

}  // namespace oaicompat::test
