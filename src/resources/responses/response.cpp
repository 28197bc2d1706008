// Reading and writing responses.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/response_json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<Response>;
template struct OAICOMPAT_API Codec<ResponseUsage>;

}  // namespace oaicompat::inline v1
