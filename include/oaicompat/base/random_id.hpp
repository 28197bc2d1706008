// Random ids: `chatcmpl-…`, `call_…`, `req_…`.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// The prefix and 24 random letters and digits, from the operating system's randomness. **Threads**: safe from many.
OAICOMPAT_API std::string random_id(std::string_view prefix);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/base/random_id.ipp>
#endif
