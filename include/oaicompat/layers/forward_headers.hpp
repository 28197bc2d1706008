// forward_headers: header fields of a request that go on to the upstream of a served client.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

#include <string>
#include <vector>

namespace oaicompat::inline v1 {

/// A server layer that has a client, served behind it, send these fields of the request to its own server, beside those
/// that `ServeOptions::forward_headers` lists. A client sends none else of its callers' by itself.
///
///     auto gateway = stack({forward_headers({"authorization"})}, serve(call(upstream)));
OAICOMPAT_API Layer forward_headers(std::vector<std::string> names);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/forward_headers.ipp>
#endif
