// The structs of batches, for the check against the specification.
// SPDX-License-Identifier: MIT
#include "batch_mirrors.hpp"
#include "check.hpp"

namespace facts {

void check_batches(Check& check) { check.structures(BatchStructs{}); }

}  // namespace facts
