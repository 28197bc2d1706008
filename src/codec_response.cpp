// Reading and writing responses.
// SPDX-License-Identifier: MIT
#include <oaicompat/describe/response.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/types/codec.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<Response>;
template struct OAICOMPAT_API Codec<ResponseUsage>;

}  // namespace oaicompat::inline v1
