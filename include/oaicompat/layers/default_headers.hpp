// default_headers: headers that every request carries.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/handler.hpp>

namespace oaicompat::inline v1 {

/// A client layer that adds these headers to each request, but for those whose name the request already has.
///
///     auto layer = default_headers({{"openai-organization", "org-1"}, {"user-agent", "me/1.0"}});
OAICOMPAT_API Layer default_headers(Headers headers);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/layers/default_headers.ipp>
#endif
