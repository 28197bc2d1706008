// Reading and writing the tools of responses.
// SPDX-License-Identifier: MIT
#include <oaicompat/describe/response_hosted_tool.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/types/codec.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ResponseTool>;

}  // namespace oaicompat::inline v1
