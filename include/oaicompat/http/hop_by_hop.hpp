// What of a head concerns one connection, and not the other end.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/http/headers.hpp>

#include <string_view>

namespace oaicompat::inline v1 {

/// Whether a field of this name concerns one connection alone: `Connection`, `Keep-Alive`, `TE`, `Trailer`,
/// `Transfer-Encoding`, `Upgrade`, `Proxy-Connection`, and what is said to a proxy (RFC 9110, sections 7.6.1 and 11.7).
OAICOMPAT_API bool is_hop_by_hop(std::string_view name);
/// Takes these fields out, and those that `Connection` names; who stands between passes on the rest.
OAICOMPAT_API void remove_hop_by_hop(Headers& headers);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/http/hop_by_hop.ipp>
#endif
