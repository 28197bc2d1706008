// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/resources/webhooks/codec.hpp>
#include <oaicompat/resources/webhooks/verify.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>
#include <climits>
#include <optional>

namespace oaicompat::inline v1 {
namespace detail {

inline Error bad_webhook(std::string message, std::string code, std::string header) {
  return api_error(400, std::move(message), std::move(code), std::move(header));
}

// The key behind a secret.
OAICOMPAT_INLINE Result<Bytes> webhook_key(std::string_view secret) {
  constexpr std::string_view prefix = "whsec_";
  constexpr auto bad = [](const char* why) {
    return local_error(ErrorKind::invalid_argument, std::string{"The webhook's secret "} + why, "invalid_secret");
  };
  if (!secret.starts_with(prefix)) {
    if (secret.empty() || secret.size() > INT_MAX) return bad("is empty or too long.");
    return Bytes{secret};
  }
  auto key = from_base64(secret.substr(prefix.size()));
  if (!key || key->empty() || key->size() > INT_MAX) return bad("holds no base64 after whsec_.");
  return *std::move(key);
}

// The signature of a request, in base64; nothing where OpenSSL gives none.
OAICOMPAT_INLINE std::optional<std::string> webhook_signature(std::string_view key, std::string_view id,
                                                              std::string_view timestamp, std::string_view body) {
  Bytes text;
  text.reserve(id.size() + timestamp.size() + body.size() + 2);
  text.append(id).append(".").append(timestamp).append(".").append(body);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, text.size(), digest.data(), &size))
    return std::nullopt;
  return to_base64({reinterpret_cast<const char*>(digest.data()), size});
}

// Whether one of the signatures in a header, blanks between them, is the expected one.
OAICOMPAT_INLINE bool has_signature(std::string_view header, std::string_view expected) {
  bool found = false;
  while (!header.empty()) {
    const auto end = header.find(' ');
    auto each = header.substr(0, end);
    header.remove_prefix(end == header.npos ? header.size() : end + 1);
    if (each.starts_with("v1,")) each.remove_prefix(3);
    if (each.size() == expected.size()) found |= CRYPTO_memcmp(each.data(), expected.data(), each.size()) == 0;
  }
  return found;
}

OAICOMPAT_INLINE std::optional<Error> webhook_time_error(std::string_view timestamp, const WebhookOptions& options) {
  constexpr auto name = "webhook-timestamp";
  std::int64_t sent = 0;
  const auto* end = timestamp.data() + timestamp.size();
  const auto read = std::from_chars(timestamp.data(), end, sent);
  if (read.ec != std::errc{} || read.ptr != end || sent < 0)
    return bad_webhook("The webhook's timestamp is not a time in seconds.", "invalid_timestamp", name);
  const auto now = options.clock ? options.clock->unix_time() : real_clock()->unix_time();
  if (now - sent > options.tolerance.count())
    return bad_webhook("The webhook's timestamp is too old.", "timestamp_too_old", name);
  if (sent - now > options.tolerance.count())
    return bad_webhook("The webhook's timestamp is too new.", "timestamp_too_new", name);
  return std::nullopt;
}

}  // namespace detail

OAICOMPAT_INLINE Result<void> verify_webhook(const Headers& headers, std::string_view body,
                                             const WebhookOptions& options) {
  const auto key = detail::webhook_key(options.secret);
  if (!key) return key.error();
  for (const auto* name : {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
    if (headers.get(name).empty())
      return detail::bad_webhook(std::string{"The webhook has no header "} + name + ".", "missing_header", name);
  }
  const auto timestamp = headers.get("webhook-timestamp");
  if (auto error = detail::webhook_time_error(timestamp, options)) return *std::move(error);
  const auto expected = detail::webhook_signature(*key, headers.get("webhook-id"), timestamp, body);
  if (!expected || !detail::has_signature(headers.get("webhook-signature"), *expected))
    return detail::bad_webhook("The webhook's signature is not one of its body under the secret.", "invalid_signature",
                               "webhook-signature");
  return {};
}

OAICOMPAT_INLINE Result<WebhookEvent> unwrap_webhook(const Headers& headers, std::string_view body,
                                                     const WebhookOptions& options) {
  if (const auto verified = verify_webhook(headers, body, options); !verified) return verified.error();
  return parse_owned<WebhookEvent>(body, {.reading = Reading::lenient});
}

OAICOMPAT_INLINE Result<Headers> sign_webhook(std::string_view secret, std::string_view id, std::int64_t timestamp,
                                              std::string_view body) {
  const auto key = detail::webhook_key(secret);
  if (!key) return key.error();
  const auto time = std::to_string(timestamp);
  const auto signature = detail::webhook_signature(*key, id, time, body);
  if (!signature) return local_error(ErrorKind::invalid_argument, "The secret gives no signature.", "invalid_secret");
  return Headers{
      {"webhook-id", std::string{id}}, {"webhook-timestamp", time}, {"webhook-signature", "v1," + *signature}};
}

}  // namespace oaicompat::inline v1
