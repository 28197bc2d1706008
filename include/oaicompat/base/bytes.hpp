// Bytes, and their base64 form.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

/// A run of bytes that its holder owns: a request's body, a piece of an answer.
using Bytes = std::string;

/// Standard base64 with padding (RFC 4648 section 4), without line breaks.
OAICOMPAT_API std::string to_base64(std::string_view bytes);
/// The bytes behind standard base64; nothing when the text is not base64.
OAICOMPAT_API std::optional<Bytes> from_base64(std::string_view text);
/// Floats as base64 of their little-endian 32-bit form, as `encoding_format: "base64"` carries embeddings.
OAICOMPAT_API std::string floats_to_base64(const std::vector<float>& values);
/// The floats behind that form; nothing when the text is not base64 of whole floats.
OAICOMPAT_API std::optional<std::vector<float>> floats_from_base64(std::string_view text);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/base/bytes.ipp>
#endif
