// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/resources/images/types.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Result<Bytes> Image::bytes() const {
  if (!b64_json) {
    const auto* where = url ? "The image came as a URL, not as bytes." : "The answer holds no image.";
    return local_error(ErrorKind::parse, where, "no_image");
  }
  auto decoded = from_base64(*b64_json);
  if (!decoded) return local_error(ErrorKind::parse, "The image is no base64.", "invalid_base64");
  return *std::move(decoded);
}

}  // namespace oaicompat::inline v1
