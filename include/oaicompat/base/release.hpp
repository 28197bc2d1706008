// release: gives memory back. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

namespace oaicompat::inline v1::detail {

/// Empties a string, vector or body and gives its memory back. Assigning an empty one would keep the memory.
template <class T>
void release(T& held) {
  T{std::move(held)};
}

}  // namespace oaicompat::inline v1::detail
