// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/head.hpp>
#include <oaicompat/transport/asio/line.ipp>
#include <oaicompat/transport/asio/loop.ipp>
#include <oaicompat/transport/asio/serving.ipp>

#include <memory>

namespace oaicompat::inline v1::detail {

/// Carries a session over a connection, in WebSocket frames. **Threads**: the loop's.
class WebSocketConnection {
 public:
  struct Options {
    AsioLine& line;
    Headers handshake;  ///< The caller's.
    Head head;          ///< With the session, and fields for the answer.
    std::shared_ptr<AsioServing> serving;
    std::shared_ptr<LoopObject> connection;  ///< Closed at the end; its deadline is the websocket's.
    std::shared_ptr<AsioMailbox> mailbox;
  };

  virtual ~WebSocketConnection() = default;
  /// Answers the handshake, then carries the session.
  virtual void begin() = 0;
  /// There may be something to say.
  virtual void go_on() = 0;
  /// The connection's deadline has passed.
  virtual void expire() = 0;
  /// Takes no more messages, and closes in good form once what was asked is answered.
  virtual void finish() = 0;
  /// The connection is closed, and lets go of this.
  virtual void drop() = 0;
};

/// Apart from the rest: Beast's WebSocket is much to compile.
std::shared_ptr<WebSocketConnection> make_websocket_connection(WebSocketConnection::Options options);

}  // namespace oaicompat::inline v1::detail
