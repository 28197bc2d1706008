// process_id: which process this is, for what must not be the same in two after a fork.
// SPDX-License-Identifier: MIT
#pragma once

#if !defined(_WIN32)
#include <unistd.h>
#endif

namespace oaicompat::inline v1::detail {

/// Another number in each process that was forked; always 0 where none are.
inline long process_id() noexcept {
#if defined(_WIN32)
  return 0;
#else
  return static_cast<long>(::getpid());
#endif
}

}  // namespace oaicompat::inline v1::detail
