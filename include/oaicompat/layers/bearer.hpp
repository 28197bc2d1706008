// bearer: shows an API key.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <functional>
#include <string>

namespace oaicompat::inline v1 {

/// Which key to show.
struct BearerOptions {
  /// The key; blanks at its ends are taken off. Empty for none. Default none.
  std::string key = {};
  /// Gives the key for each request instead, from many threads: for keys that expire. Default unused.
  std::function<std::string()> key_source = {};
};

/// A client layer that sends `Authorization: Bearer` and the key, unless the caller sends an Authorization header or
/// there is no key.
OAICOMPAT_API Layer bearer(BearerOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/bearer.ipp>
#endif
