// Head: the status and header fields of an answer.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/headers.hpp>
#include <oaicompat/http/talk.hpp>

namespace oaicompat::inline v1 {

/// The head of an answer. A transport adds what HTTP needs (Content-Length or Transfer-Encoding, Connection, Date).
struct Head {
  int status = 200;
  Headers headers{};
  /// With status 101: what the connection becomes, where `Context::may_talk` is set.
  TalkPtr talk{};
  bool operator==(const Head&) const = default;
};

}  // namespace oaicompat::inline v1
