// api_keys: lets in who shows a known key.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// A key, and who shows it.
struct ApiKey {
  /// The key; it may hold spaces, but not at its ends. An empty one is no key.
  std::string key = {};
  /// What `Context::principal` says of who shows it. Default `key-1`, `key-2`, ... by its place in the list.
  std::string name = {};
  /// Whose records who shows it may see (`Context::tenant`). Keys of one tenant share them; those of the empty one
  /// share what was kept without keys. Default the name; of a key without a name a digest of it, so that it keeps its
  /// records wherever it stands in the list.
  std::optional<std::string> tenant = {};
};

/// What becomes of a known key once it was seen.
enum class ShownKeys {
  stopped,    ///< The header field that shows it is removed: what is further in, an upstream too, does not see it.
  passed_on,  ///< It stays in the request.
};

/// Who may come in.
struct ApiKeysOptions {
  /// The keys. Without one nobody comes in.
  std::vector<ApiKey> keys = {};
  /// The paths that need no key. Default `/health` and `/v1/health`.
  std::vector<std::string> open_paths = {"/health", "/v1/health"};
  /// Default stopped. A field that shows something else, as a key of an upstream's, goes on either way.
  ShownKeys shown_keys = ShownKeys::stopped;
};

/// A server layer that answers 401 (`invalid_api_key`) unless a known key comes in `Authorization: Bearer`, `x-api-key`
/// or `api-key`. OPTIONS needs none. Sets `Context::principal` to the key's name, and `Context::tenant`.
///
///     auto layer = api_keys({.keys = {{.key = "sk-secret", .name = "alice"}}});
///
/// Keys are held, and compared in constant time, as SHA-256 digests: every shown key against all known ones.
OAICOMPAT_API Layer api_keys(ApiKeysOptions options);

/// Whether the layer with these options lets a request in, told by its head alone: for `ListenOptions::wants_body`, so
/// that no body is taken, or put into a file, of who shows no known key.
OAICOMPAT_API std::function<bool(const Request& head)> lets_in(const ApiKeysOptions& options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/api_keys.ipp>
#endif
