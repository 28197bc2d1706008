// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/layers/api_keys.hpp>
#include <oaicompat/layers/words.hpp>
#include <oaicompat/layers/wrapped_answer.hpp>

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

using KeyDigest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

inline KeyDigest key_digest(std::string_view key) {
  KeyDigest digest;
  SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), digest.data());
  return digest;
}

// The keys that a request shows; empty where a header has none.
inline std::array<std::string_view, 3> shown_keys(const Headers& headers) {
  constexpr std::string_view scheme = "bearer ";
  const auto authorization = trimmed(headers.get("authorization"));
  const bool bearer = same_word(authorization.substr(0, scheme.size()), scheme);
  return {bearer ? trimmed(authorization.substr(scheme.size())) : std::string_view{}, trimmed(headers.get("x-api-key")),
          trimmed(headers.get("api-key"))};
}

struct KeyRing {
  struct Known {
    KeyDigest digest;
    std::string name;
  };
  explicit KeyRing(const ApiKeysOptions& options) : open_paths{options.open_paths} {
    for (std::size_t i = 0; i < options.keys.size(); ++i) {
      const auto& [key, name] = options.keys[i];
      if (trimmed(key).empty()) continue;
      keys.push_back({key_digest(trimmed(key)), name.empty() ? "key-" + std::to_string(i + 1) : name});
    }
  }

  // Whose key it is; null when it is nobody's. Looks at every key, whatever it finds.
  const std::string* owner(std::string_view shown) const {
    if (shown.empty()) return nullptr;
    const std::string* found = nullptr;
    const auto digest = key_digest(shown);
    for (const auto& known : keys) {
      if (CRYPTO_memcmp(known.digest.data(), digest.data(), digest.size()) == 0) found = &known.name;
    }
    return found;
  }
  bool is_open(const Request& request) const {
    return request.method == "OPTIONS" ||
           std::find(open_paths.begin(), open_paths.end(), request.path) != open_paths.end();
  }

  std::vector<Known> keys;
  std::vector<std::string> open_paths;
};

inline Answer no_entry(bool key_shown) {
  const char* message = key_shown ? "Incorrect API key provided."
                                  : "You didn't provide an API key. Send it in an Authorization header: "
                                    "Authorization: Bearer YOUR_KEY.";
  return refusal(api_error(401, message, "invalid_api_key"), {{"www-authenticate", "Bearer"}});
}

}  // namespace detail

OAICOMPAT_INLINE Layer api_keys(ApiKeysOptions options) {
  return [ring = std::make_shared<const detail::KeyRing>(options)](Handler inner) -> Handler {
    return [ring, inner = std::move(inner)](Request request) -> Answer {
      const std::string* owner = nullptr;
      bool key_shown = false;
      for (const auto shown : detail::shown_keys(request.headers)) {
        const auto* who = ring->owner(shown);
        if (who) owner = who;
        key_shown = key_shown || !shown.empty();
      }
      if (!owner && !ring->is_open(request)) return detail::no_entry(key_shown);
      if (owner) {
        request.context.principal = *owner;
        if (request.context.principal_note) *request.context.principal_note = *owner;
      }
      return inner(std::move(request));
    };
  };
}

}  // namespace oaicompat::inline v1
