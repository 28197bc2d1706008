// The structs of audio and of images, for the check against the specification.
// SPDX-License-Identifier: MIT
#include "check.hpp"

namespace facts {

void check_media(Check& check) { check.structures(MediaStructs{}); }

}  // namespace facts
