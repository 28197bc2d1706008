// speak_dialects: other wire forms before a handler of this API, such as a gateway's.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/dialect.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <vector>

namespace oaicompat::inline v1 {

/// Lets callers speak dialects to a handler that knows this API alone: their requests are translated, and so are its
/// answers and errors. Requests of this API pass as they are, byte for byte. The caller's key goes on as
/// `Authorization`. Other fields of the request go on, too, and those of the answer come back (`Cache-Control`, `Age`,
/// `x-oaicompat-*`, `traceparent`), but for those that tell of the form's own bytes (`Content-*`, `Accept`, `ETag`,
/// ...), of one connection, or are secrets, cookies or the dialect's own. A `Server` does it by itself:
/// `Server::dialect`.
///
///     auto handler = stack({speak_dialects({anthropic_dialect(), ollama_dialect()})}, gateway.handler());
OAICOMPAT_API Layer speak_dialects(std::vector<Dialect> dialects);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/speak.ipp>
#endif
