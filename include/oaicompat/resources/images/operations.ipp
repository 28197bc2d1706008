// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/images/operations.hpp>
#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/api/form_read.hpp>
#include <oaicompat/api/form_write.hpp>
#include <oaicompat/resources/images/json.hpp>
#endif
#include <oaicompat/api/known_words.ipp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::optional<Error> CreateImage::check(const ImageRequest& request) {
  return detail::refuse_unknown(request.response_format, "response_format");
}
OAICOMPAT_INLINE std::optional<Error> CreateImageVariation::check(const ImageVariationRequest& request) {
  return detail::refuse_unknown(request.response_format, "response_format");
}

OAICOMPAT_INLINE std::optional<Error> CreateImageEdit::check(const ImageEditRequest& request) {
  if (auto refused = detail::refuse_unknown(request.response_format, "response_format")) return refused;
  const bool has_files = request.image && !request.image->empty();
  if (has_files || (request.images && !request.images->empty())) return std::nullopt;
  return api_error(400, "Missing required parameter: 'image'.", "missing_required_parameter", "image");
}

}  // namespace oaicompat::inline v1
