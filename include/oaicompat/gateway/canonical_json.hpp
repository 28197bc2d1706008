// canonical_json: one text for all JSON objects that say the same.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace oaicompat::inline v1::detail {

/// The members of the outermost object that are left out.
using LeftOut = std::function<bool(std::string_view name)>;

/// A text that is equal for two objects where they differ in blanks, in the order of members, in escapes, or in how
/// their numbers are written, and in nothing else. It is not JSON itself. Nothing for text that is no JSON object, for
/// an object with a name that stands twice, for half a surrogate pair, and beyond 64 levels.
OAICOMPAT_API std::optional<std::string> canonical_json(std::string_view json, const LeftOut& left_out = {});

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/gateway/canonical_json.ipp>
#endif
