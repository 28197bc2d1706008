// Reading and writing the bodies of Gemini's API, and its names and schemas, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/gemini/codec.hpp>
#include <oaicompat/dialects/gemini/json.hpp>
#include <oaicompat/dialects/gemini/schema.ipp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<GeminiRequest>;
template struct OAICOMPAT_API Codec<GeminiResponse>;
template struct OAICOMPAT_API Codec<GeminiContent>;
template struct OAICOMPAT_API Codec<GeminiPart>;
template struct OAICOMPAT_API Codec<GeminiUsage>;

}  // namespace oaicompat::inline v1
