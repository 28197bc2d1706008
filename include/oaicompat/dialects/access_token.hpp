// AccessToken: a key that expires, and where the next one comes from.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/stream.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace oaicompat::inline v1 {

/// A key that is good for some time: of Microsoft Entra, of another identity service.
struct AccessToken {
  /// What is sent behind `Authorization: Bearer`.
  std::string token{};
  /// Until when it is good, in seconds since 1970. Default for ever.
  std::optional<std::int64_t> expires_at{};
  bool operator==(const AccessToken&) const = default;
};

/// Gives the next token: a stream of one item, which need not be there yet, and must not block. A token that stands
/// ready is `one_item(AccessToken{...})`; one that takes time comes through `offload`'s pool and a `Channel`.
///
/// It is asked once for all requests that wait: first when there is no token, then five minutes before one expires. A
/// failure is that of the request that asked; while the old token is good it is used on. **Threads**: called from
/// many, one at a time. It must not call the client that it is for.
using AccessTokenSource = std::function<StreamPtr<AccessToken>()>;

}  // namespace oaicompat::inline v1
