// Reading and writing the types of the Anthropic Messages API: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/anthropic/types.hpp>
#include <oaicompat/json/document.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/anthropic/json.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<AnthropicRequest>;
extern template struct OAICOMPAT_API Codec<AnthropicMessage>;
extern template struct OAICOMPAT_API Codec<AnthropicEvent>;
extern template struct OAICOMPAT_API Codec<AnthropicBlock>;
extern template struct OAICOMPAT_API Codec<AnthropicUsage>;
extern template struct OAICOMPAT_API Codec<AnthropicTool>;
extern template struct OAICOMPAT_API Codec<AnthropicTokenCount>;
extern template struct OAICOMPAT_API Codec<AnthropicModel>;
extern template struct OAICOMPAT_API Codec<AnthropicModelList>;

}  // namespace oaicompat::inline v1

#endif
