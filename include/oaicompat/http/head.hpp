// Head: the status and header fields of an answer.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/answer_form.hpp>
#include <oaicompat/http/headers.hpp>
#include <oaicompat/http/websocket_session.hpp>

namespace oaicompat::inline v1 {

/// The head of an answer. A transport adds what HTTP needs (Content-Length or Transfer-Encoding, Connection, Date).
struct Head {
  int status = 200;
  Headers headers{};
  /// With status 101: what the connection becomes, where `Context::can_upgrade` is set.
  WebSocketSessionPtr session{};
  /// How layers write into the answer. Null where it is in the API's own form.
  AnswerFormPtr form{};
  bool operator==(const Head&) const = default;
};

}  // namespace oaicompat::inline v1
