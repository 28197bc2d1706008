// The members and schemas of Gemini's API in the forms that they come in.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/config.hpp>
#include <oaicompat/json/any_json.hpp>

#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail::gemini {

// A body whose members are named in snake_case or camelCase, with the latter alone. What stands in arguments, results,
// schemas and labels is data, and is left as it is. What is no JSON is given back for a reader to refuse.
OAICOMPAT_API Bytes camel_case(Bytes json);

// A word in letters of one case.
OAICOMPAT_API std::string cased(std::string_view word, bool upper);
// A number that came as a string is one; all else is as it came.
OAICOMPAT_API Json number_of(const Json& json);
// Appends a member to the text of an object that is not closed.
OAICOMPAT_API void put_member(Bytes& out, std::string_view name, std::string_view json);

// A schema of OpenAPI's subset (upper-case types, `nullable`, counts as strings) as a JSON Schema.
OAICOMPAT_API Json to_json_schema(const Json& schema);
// A JSON Schema as one of the subset that old servers take: references are put in place, what the subset has no word
// for is left out.
OAICOMPAT_API Json to_subset(const Json& schema);

}  // namespace oaicompat::inline v1::detail::gemini

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/dialects/gemini/schema.ipp>
#endif
