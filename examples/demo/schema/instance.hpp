// An instance of a JSON Schema: what the demo's engine answers where JSON of a given shape is asked for.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/json/kinds.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace demo {

/// JSON text that is valid against a schema: as small as it may be, its required properties first of all. Another
/// `variant` is another instance where the schema leaves room.
///
/// **Errors**: a schema that no finite instance fits, that is malformed, or that uses a keyword this engine does not
/// know how to obey; `param` is the one given.
oaicompat::Result<std::string> schema_instance(const oaicompat::Json& schema, std::uint64_t variant,
                                               std::string_view param);

}  // namespace demo
