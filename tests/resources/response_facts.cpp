// The structs of responses, for the check against the specification.
// SPDX-License-Identifier: MIT
#include "check.hpp"

namespace facts {

void check_responses(Check& check) { check.structures(ResponseStructs{}); }

}  // namespace facts
