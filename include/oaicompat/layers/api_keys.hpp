// api_keys: lets in who shows a known key.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// A key, and who shows it.
struct ApiKey {
  /// The key; it may hold spaces, but not at its ends. An empty one is no key.
  std::string key = {};
  /// What `Context::principal` says of who shows it. Default `key-1`, `key-2`, ... by its place in the list.
  std::string name = {};
};

/// Who may come in.
struct ApiKeysOptions {
  /// The keys. Without one nobody comes in.
  std::vector<ApiKey> keys = {};
  /// The paths that need no key. Default `/health` and `/v1/health`.
  std::vector<std::string> open_paths = {"/health", "/v1/health"};
};

/// A server layer that answers 401 (`invalid_api_key`) unless a known key comes in `Authorization: Bearer`, `x-api-key`
/// or `api-key`. OPTIONS needs none. Sets `Context::principal` to the key's name.
///
///     auto layer = api_keys({.keys = {{.key = "sk-secret", .name = "alice"}}});
///
/// Keys are held, and compared in constant time, as SHA-256 digests: every shown key against all known ones.
OAICOMPAT_API Layer api_keys(ApiKeysOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/layer_api_keys.ipp>
#endif
