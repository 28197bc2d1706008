// Reading and writing whole answers.
// SPDX-License-Identifier: MIT
#include <oaicompat/describe/chat_completion.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/types/codec.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ChatCompletion>;
template struct OAICOMPAT_API Codec<ChatChoice>;
template struct OAICOMPAT_API Codec<AssistantMessage>;
template struct OAICOMPAT_API Codec<Annotation>;
template struct OAICOMPAT_API Codec<AudioAnswer>;
template struct OAICOMPAT_API Codec<Logprobs>;
template struct OAICOMPAT_API Codec<Usage>;

}  // namespace oaicompat::inline v1
