// json_closer: what closes a prefix of JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// The shortest text that makes a JSON object of a prefix of one: `"}` after `{"city":"Ro`. A key without a value gets
/// null; what is cut within an escape, a word or a number is completed. `{}` for nothing.
OAICOMPAT_API std::string json_closer(std::string_view prefix);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/parsers/json_closer.ipp>
#endif
