// Reading and writing the bodies of Ollama's own API: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/ollama/types.hpp>
#include <oaicompat/json/document.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/ollama/json.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#else

namespace oaicompat::inline v1 {

extern template struct OAICOMPAT_API Codec<OllamaRequest>;
extern template struct OAICOMPAT_API Codec<OllamaResponse>;
extern template struct OAICOMPAT_API Codec<OllamaEmbedRequest>;
extern template struct OAICOMPAT_API Codec<OllamaEmbedResponse>;

}  // namespace oaicompat::inline v1

#endif
