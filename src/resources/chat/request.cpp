// Reading and writing chat requests.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/request_json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ChatRequest>;
template struct OAICOMPAT_API Codec<ChatMessage>;
template struct OAICOMPAT_API Codec<ContentPart>;
template struct OAICOMPAT_API Codec<Tool>;
template struct OAICOMPAT_API Codec<FunctionDefinition>;
template struct OAICOMPAT_API Codec<ToolCall>;
template struct OAICOMPAT_API Codec<CustomCall>;
template struct OAICOMPAT_API Codec<ResponseFormat>;

}  // namespace oaicompat::inline v1
