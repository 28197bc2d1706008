// Reading and writing the tools of responses.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/hosted_tool_json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ResponseTool>;

}  // namespace oaicompat::inline v1
