// Head: the status and header fields of an answer.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/http/headers.hpp>

namespace oaicompat::inline v1 {

/// The head of an answer. A transport adds what HTTP needs (Content-Length or Transfer-Encoding, Connection, Date).
struct Head {
  int status = 200;
  Headers headers{};
  bool operator==(const Head&) const = default;
};

}  // namespace oaicompat::inline v1
