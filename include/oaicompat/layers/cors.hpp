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
  /// The origins that may call: `https://app.example`; `*` for every one; `loopback` for those that no page of the web
  /// has: pages on this machine's loopback (`http://localhost:3000`) and programs with a scheme of their own
  /// (`app://obsidian.md`). Default none listed, which is every one; a `Server` without keys makes it `loopback`.
  std::vector<std::string> origins = {};
  /// The methods they may use. Default GET, POST, DELETE and HEAD.
  std::vector<std::string> methods = {"GET", "POST", "DELETE", "HEAD"};
  /// The request headers they may send, without regard to case; a `*` at the end stands for any rest. Default all that
  /// the browser asks for.
  std::vector<std::string> headers = {"*"};
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
  /// What happens to requests from other origins. A browser sends simple ones (a form, `text/plain`) without asking,
  /// and only keeps their answers from the page.
  enum class Others {
    unmarked,  ///< They are answered, without CORS headers.
    refused,   ///< They are answered 403 (`origin_not_allowed`), but those of a page that this address itself served.
  } others = Others::unmarked;
};

/// A server layer that answers preflights (OPTIONS with Origin and Access-Control-Request-Method) with 204, and puts
/// the CORS headers on every other answer. What is no browser's sends no Origin and passes. An origin that is not
/// listed and asks for a WebSocket, which browsers keep from nobody, gets a 403 (`origin_not_allowed`). Mirrors the
/// WHATWG Fetch standard, section 3.3.
OAICOMPAT_API Layer cors(CorsOptions options);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/cors.ipp>
#endif
