// WebSocketSession: what is said over a connection that carries messages both ways.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/stream.hpp>

#include <functional>
#include <memory>
#include <variant>

namespace oaicompat::inline v1 {

struct Head;
struct Request;

/// One side of a conversation in messages, as a WebSocket carries them: messages go in by `take`, and those to send
/// are pulled. A handler gives one in the head of an answer with status 101. Dropping it cancels what it does.
///
/// **Threads**: one at a time. **Errors**: a session that fails ends the connection.
class WebSocketSession : public Stream<Bytes> {
 public:
  /// Called before anything is taken, where messages stand for requests: they are asked of `all` that the transport
  /// serves, its layers too. Such a request needs a method, a body and fields of its own; the path, and all else of the
  /// handshake's, is added. Without the call they are asked of what is behind the layers.
  virtual void ask_by(std::function<StreamPtr<std::variant<Head, Bytes>>(Request)> /*all*/) {}
  /// A message has come. Afterwards there may be something to pull, without a wake.
  virtual void take(Bytes message) = 0;
  /// Whether it takes messages now. If not, it does once more was pulled; the transport keeps a bounded number of bytes
  /// meanwhile, and lets the peer wait with the rest.
  virtual bool is_open() const = 0;
  /// No more messages come; the stream ends once those that came are answered.
  virtual void finish() = 0;
};
using WebSocketSessionPtr = std::shared_ptr<WebSocketSession>;

}  // namespace oaicompat::inline v1
