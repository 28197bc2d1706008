// random_bytes: the operating system's randomness, taken in portions.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <span>

namespace oaicompat::inline v1::detail {

/// Fills all of it with bytes that nobody can guess and nobody was given before, also not in another process after a
/// fork. A thread takes them half a KiB at a time: asking for a few costs much more than they do. **Threads**: safe
/// from many.
OAICOMPAT_API void random_bytes(std::span<unsigned char> out);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/base/random_bytes.ipp>
#endif
