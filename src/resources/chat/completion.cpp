// Reading and writing whole answers.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/completion_json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ChatCompletion>;
template struct OAICOMPAT_API Codec<ChatChoice>;
template struct OAICOMPAT_API Codec<AssistantMessage>;
template struct OAICOMPAT_API Codec<Annotation>;
template struct OAICOMPAT_API Codec<AudioAnswer>;
template struct OAICOMPAT_API Codec<Logprobs>;
template struct OAICOMPAT_API Codec<Usage>;

}  // namespace oaicompat::inline v1
