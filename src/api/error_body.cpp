// Reading and writing errors.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/error_body.hpp>
#include <oaicompat/api/error_body_json.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ErrorBody>;
template struct OAICOMPAT_API Codec<ErrorDetail>;

}  // namespace oaicompat::inline v1
