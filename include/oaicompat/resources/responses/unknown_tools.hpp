// UnknownTools: what becomes of tools and items whose types this library does not know.
// SPDX-License-Identifier: MIT
#pragma once

namespace oaicompat::inline v1 {

/// What a response that is derived from a chat does with a tool, or an item of its input, of a type that is not known.
enum class UnknownTools {
  skip,    ///< Leaves it out: the response goes on without it.
  refuse,  ///< Refuses the request: status 400 with the path of the type.
};

}  // namespace oaicompat::inline v1
