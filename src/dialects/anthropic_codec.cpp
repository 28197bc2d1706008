// Reading and writing the types of the Anthropic Messages API.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/anthropic/codec.hpp>
#include <oaicompat/dialects/anthropic/json.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<AnthropicRequest>;
template struct OAICOMPAT_API Codec<AnthropicMessage>;
template struct OAICOMPAT_API Codec<AnthropicEvent>;
template struct OAICOMPAT_API Codec<AnthropicBlock>;
template struct OAICOMPAT_API detail::VariantOps<AnthropicBlock::Value>;
template struct OAICOMPAT_API Codec<AnthropicUsage>;
template struct OAICOMPAT_API Codec<AnthropicTool>;
template struct OAICOMPAT_API Codec<AnthropicTokenCount>;
template struct OAICOMPAT_API Codec<AnthropicModel>;
template struct OAICOMPAT_API Codec<AnthropicModelList>;

}  // namespace oaicompat::inline v1
