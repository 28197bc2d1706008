// Webhooks: whether a request comes from who knows the secret, and the event that it carries.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/headers.hpp>
#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/webhooks/types.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// How a webhook is verified.
struct WebhookOptions {
  /// The secret of the endpoint: `whsec_` and base64, or the key itself as it is. Must not be empty.
  std::string secret{};
  /// How far the request's time may be from the clock's, in either direction. Default 300 s.
  std::chrono::seconds tolerance{300};
  /// Tells the time. Default (null) the machine's clock.
  ClockPtr clock{};
};

/// Verifies a request that came by webhook: `webhook-signature` holds an HMAC-SHA256, under the secret, of
/// `webhook-id`, `webhook-timestamp` and the body, and the timestamp is near. The body must be the bytes as they came:
/// JSON that was read and written again has another signature. Of several signatures one is enough, so that a secret
/// can be changed; they are compared in constant time.
///
/// A webhook may be delivered more than once: `webhook-id` is the same then, and it is for the host to remember it.
///
/// **Threads**: safe to call from many. **Errors**: `code` says which. A bad request, of kind `api` with status 400, so
/// that a handler may answer with it: `missing_header` (`param` is its name), `invalid_timestamp`, `timestamp_too_old`,
/// `timestamp_too_new`, `invalid_signature`. A bad secret, of kind `invalid_argument`: `invalid_secret`.
OAICOMPAT_API Result<void> verify_webhook(const Headers& headers, std::string_view body, const WebhookOptions& options);

/// Verifies a request that came by webhook and reads its event. As `verify_webhook` otherwise.
///
///     auto event = unwrap_webhook(request.headers, request.body.view(), {.secret = secret});
///     if (!event) return error_answer(event.error());
///     if (const auto* done = event->get_if<ResponseWebhook>()) fetch(done->data.id);
///
/// The event is read leniently and owns all it holds; a type that is not known is kept as `Unknown`. **Errors**: also
/// `ErrorKind::parse` where the body is signed but is no event.
OAICOMPAT_API Result<WebhookEvent> unwrap_webhook(const Headers& headers, std::string_view body,
                                                  const WebhookOptions& options);

/// The headers that a sender adds to a webhook: `webhook-id`, `webhook-timestamp` (in seconds since 1970) and
/// `webhook-signature`. `id` is the delivery's, the same each time that it is tried again.
///
/// **Errors**: of kind `invalid_argument` with code `invalid_secret`.
OAICOMPAT_API Result<Headers> sign_webhook(std::string_view secret, std::string_view id, std::int64_t timestamp,
                                           std::string_view body);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/webhooks/verify.ipp>
#endif
