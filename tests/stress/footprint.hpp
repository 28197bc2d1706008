// What this process holds of the system.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace oaicompat::stress {

struct Footprint {
  std::ptrdiff_t threads = 0, descriptors = 0;
  /// What `operator new` gave and nobody gave back, as malloc rounds it up. This program counts it by operators of its
  /// own; what C libraries take from malloc is not in it. Always 0 under a sanitizer, which counts itself.
  std::ptrdiff_t bytes = 0;
};

Footprint footprint();

}  // namespace oaicompat::stress
