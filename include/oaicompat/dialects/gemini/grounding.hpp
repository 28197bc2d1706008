// The pages that an answer quotes: between Gemini's `groundingMetadata` and a chat's annotations.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/json/any_json.hpp>

#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail::gemini {

// The extra of a choice that keeps `groundingMetadata` as it came.
inline constexpr std::string_view grounding_member = "grounding_metadata";

// Annotations as a JSON array: one for each page that a segment of the text rests on. Segments count bytes, annotations
// characters. Empty where there are none.
OAICOMPAT_API std::string annotations_of(const Json& grounding, std::string_view text);
// The `groundingMetadata` of a JSON array of annotations; empty where none names a page.
OAICOMPAT_API std::string grounding_of(const Json& annotations, std::string_view text);

}  // namespace oaicompat::inline v1::detail::gemini

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/gemini/grounding.ipp>
#endif
