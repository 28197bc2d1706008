// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/pages.hpp>

#include <utility>

namespace oaicompat::inline v1::detail {

OAICOMPAT_INLINE bool CursorCircle::closes(const std::string& cursor) {
  if (cursor == last_ || cursor == kept_) return true;
  if (++since_ == most_) {
    kept_ = cursor;
    most_ *= 2;
    since_ = 0;
  }
  last_ = cursor;
  return false;
}

OAICOMPAT_INLINE Error repeated_cursor(const Endpoint& endpoint, const std::string& cursor) {
  return local_error(
      ErrorKind::protocol,
      "The pages of " + std::string{endpoint.path} + " repeat: '" + cursor.substr(0, 64) + "' came before.",
      "repeated_cursor");
}

}  // namespace oaicompat::inline v1::detail
