// Talk: what is said over a connection that carries messages both ways.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/base/stream.hpp>

#include <memory>

namespace oaicompat::inline v1 {

/// One side of a conversation in messages, as a WebSocket carries them: messages go in by `take`, and those to send
/// are pulled. A handler gives one in the head of an answer with status 101. Dropping it cancels what it does.
///
/// **Threads**: one at a time. **Errors**: a talk that fails ends the connection.
class Talk : public Stream<Bytes> {
 public:
  /// A message has come. Afterwards there may be something to pull, without a wake.
  virtual void take(Bytes message) = 0;
  /// Whether it takes messages now. If not, it does once more was pulled.
  virtual bool is_open() const = 0;
  /// No more messages come; the stream ends once those that came are answered.
  virtual void finish() = 0;
};
using TalkPtr = std::shared_ptr<Talk>;

}  // namespace oaicompat::inline v1
