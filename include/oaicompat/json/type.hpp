// A type as an argument.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>

namespace oaicompat::inline v1 {

/// Names a type in a call: `describe(Type<T>{})` finds the description beside T.
template <class T>
struct Type {};

}  // namespace oaicompat::inline v1
