// Reading and writing the bodies of Gemini's API: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/gemini/types.hpp>
#include <oaicompat/json/document.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/gemini/json.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#else

namespace oaicompat::inline v1 {

extern template struct OAICOMPAT_API Codec<GeminiRequest>;
extern template struct OAICOMPAT_API Codec<GeminiResponse>;
extern template struct OAICOMPAT_API Codec<GeminiContent>;
extern template struct OAICOMPAT_API Codec<GeminiPart>;
extern template struct OAICOMPAT_API Codec<GeminiUsage>;

}  // namespace oaicompat::inline v1

#endif
