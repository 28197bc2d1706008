// fits_schema: whether a JSON value is as a JSON schema says, as far as structured answers use schemas.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/json/any_json.hpp>

namespace oaicompat::inline v1 {

/// Whether a value is as a schema says. Looked at are `type`, `enum`, `const`, `required`, `properties`,
/// `additionalProperties`, `items`, `anyOf`, `oneOf`, `allOf`, and `$ref` within the schema; every other keyword takes
/// any value. Below 64 levels, and once 32 MiB were looked at (a look counts for 4 KiB more), any value fits.
OAICOMPAT_API bool fits_schema(const Json& schema, const Json& value);

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/schema_check.ipp>
#endif
