// Ollama's own API, served and called, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/ollama/call.ipp>
#include <oaicompat/dialects/ollama/frames.ipp>
#include <oaicompat/dialects/ollama/from_chat.ipp>
#include <oaicompat/dialects/ollama/json.hpp>
#include <oaicompat/dialects/ollama/serve.ipp>
#include <oaicompat/dialects/ollama/to_chat.ipp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<OllamaRequest>;
template struct OAICOMPAT_API Codec<OllamaResponse>;
template struct OAICOMPAT_API Codec<OllamaEmbedRequest>;
template struct OAICOMPAT_API Codec<OllamaEmbedResponse>;

}  // namespace oaicompat::inline v1
