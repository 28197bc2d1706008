// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/hex.hpp>
#include <oaicompat/base/words.hpp>
#include <oaicompat/layers/api_keys.hpp>
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

// The first half of a digest: a name for a key that tells nothing of it.
inline std::string digest_name(const KeyDigest& digest) {
  return "sha256:" + hex_of_array(digest).substr(0, digest.size());
}

inline constexpr std::array<const char*, 3> key_fields{"authorization", "x-api-key", "api-key"};

// The key that a field shows; empty where it has none.
inline std::string_view shown_key(const Headers& headers, const char* field) {
  constexpr std::string_view scheme = "bearer ";
  const auto value = trimmed(headers.get(field));
  if (field != key_fields[0]) return value;
  return iequals(value.substr(0, scheme.size()), scheme) ? trimmed(value.substr(scheme.size())) : std::string_view{};
}

struct KeyRing {
  struct Known {
    KeyDigest digest;
    std::string name, tenant;
  };
  explicit KeyRing(const ApiKeysOptions& options) : open_paths{options.open_paths}, shown_keys{options.shown_keys} {
    for (std::size_t i = 0; i < options.keys.size(); ++i) {
      const auto& [key, name, tenant] = options.keys[i];
      if (trimmed(key).empty()) continue;
      const auto digest = key_digest(trimmed(key));
      keys.push_back({.digest = digest,
                      .name = name.empty() ? "key-" + std::to_string(i + 1) : name,
                      .tenant = tenant         ? *tenant
                                : name.empty() ? digest_name(digest)
                                               : name});
    }
  }

  // Whose key it is; null when it is nobody's. Looks at every key, whatever it finds.
  const Known* owner(std::string_view shown) const {
    if (shown.empty()) return nullptr;
    const Known* found = nullptr;
    const auto digest = key_digest(shown);
    for (const auto& known : keys) {
      if (CRYPTO_memcmp(known.digest.data(), digest.data(), digest.size()) == 0) found = &known;
    }
    return found;
  }
  struct Shown {
    const Known* owner = nullptr;  // null when no key is a known one
    bool any = false;
    std::array<const char*, key_fields.size()> known{};  // the fields that show a known key; null elsewhere
  };
  Shown look_at(const Headers& headers) const {
    Shown shown;
    for (std::size_t i = 0; i < key_fields.size(); ++i) {
      const auto key = shown_key(headers, key_fields[i]);
      shown.any = shown.any || !key.empty();
      const auto* who = owner(key);
      if (!who) continue;
      shown.owner = who;
      shown.known[i] = key_fields[i];
    }
    return shown;
  }
  bool is_open(const Request& request) const {
    return request.method == "OPTIONS" ||
           std::find(open_paths.begin(), open_paths.end(), request.path) != open_paths.end();
  }

  std::vector<Known> keys;
  std::vector<std::string> open_paths;
  ShownKeys shown_keys;
};

inline Answer no_entry(bool key_shown, const Context& context) {
  const char* message = key_shown ? "Incorrect API key provided."
                                  : "You didn't provide an API key. Send it in an Authorization header: "
                                    "Authorization: Bearer YOUR_KEY.";
  const auto error = api_error(401, message, "invalid_api_key");
  if (context.notes) context.notes->set_error(error);
  return refusal(error, {{"www-authenticate", "Bearer"}});
}

// Who asks is told from here on; nobody where the request needs no key.
inline void let_in(const KeyRing& ring, const KeyRing::Shown& shown, Request& request) {
  if (ring.shown_keys == ShownKeys::stopped) {
    for (const auto* field : shown.known) {
      if (field) request.headers.remove(field);
    }
  }
  if (!shown.owner) return;
  auto& context = request.context;
  context.principal = shown.owner->name;
  context.tenant = shown.owner->tenant;
  if (context.notes) context.notes->edit([&](RequestFacts& facts) { facts.principal = shown.owner->name; });
}

}  // namespace detail

OAICOMPAT_INLINE Layer api_keys(ApiKeysOptions options) {
  return [ring = std::make_shared<const detail::KeyRing>(options)](Handler inner) -> Handler {
    return [ring, inner = std::move(inner)](Request&& request) -> Answer {
      const auto shown = ring->look_at(request.headers);
      if (!shown.owner && !ring->is_open(request)) return detail::no_entry(shown.any, request.context);
      detail::let_in(*ring, shown, request);
      return inner(std::move(request));
    };
  };
}

OAICOMPAT_INLINE std::function<bool(const Request&)> lets_in(const ApiKeysOptions& options) {
  return [ring = std::make_shared<const detail::KeyRing>(options)](const Request& head) {
    return ring->look_at(head.headers).owner || ring->is_open(head);
  };
}

}  // namespace oaicompat::inline v1
