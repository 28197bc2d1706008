// cors: lets pages of other origins call the API.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// Which pages may call, and how.
struct CorsOptions {
  /// The origins that may call: `https://app.example`, or `*` for every one. Default `*`.
  std::vector<std::string> origins = {"*"};
  /// The methods they may use. Default GET, POST, DELETE and HEAD.
  std::vector<std::string> methods = {"GET", "POST", "DELETE", "HEAD"};
  /// The request headers they may send, without regard to case; a `*` at the end stands for any rest. Default what the
  /// official clients send.
  std::vector<std::string> headers = {"authorization", "content-type", "x-api-key", "api-key",
                                      "accept",        "x-request-id", "openai-*",  "x-stainless-*"};
  /// The response headers their scripts may read. Default the request id, times, waits and rate limits.
  std::vector<std::string> exposed = {"x-request-id",
                                      "openai-processing-ms",
                                      "retry-after",
                                      "retry-after-ms",
                                      "x-ratelimit-limit-requests",
                                      "x-ratelimit-limit-tokens",
                                      "x-ratelimit-remaining-requests",
                                      "x-ratelimit-remaining-tokens",
                                      "x-ratelimit-reset-requests",
                                      "x-ratelimit-reset-tokens"};
  /// How long a browser may remember a preflight's answer. Default 10 min.
  std::chrono::seconds max_age = std::chrono::minutes{10};
};

/// A server layer that answers preflights (OPTIONS with Origin and Access-Control-Request-Method) with 204, and puts
/// the CORS headers on every other answer. An origin that is not listed gets an answer without them, which its browser
/// keeps from the page. Mirrors the WHATWG Fetch standard, section 3.3.
OAICOMPAT_API Layer cors(CorsOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/layer_cors.ipp>
#endif
