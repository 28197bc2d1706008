// Reading and writing the pieces of streams.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/chunk_json.hpp>
#include <oaicompat/resources/chat/codec.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ChatChunk>;
template struct OAICOMPAT_API Codec<ChunkChoice>;
template struct OAICOMPAT_API Codec<Delta>;
template struct OAICOMPAT_API Codec<ToolCallDelta>;

}  // namespace oaicompat::inline v1
