// The structs of fine-tuning, for the check against the specification.
// SPDX-License-Identifier: MIT
#include "check.hpp"

namespace facts {

void check_fine_tuning(Check& check) {
  check.structures(FineTuningStructs{});
  // `graders` is JSON, as it is one or a map of them.
  check.member_is<oaicompat::Grader>("GraderMulti", "graders");
}

}  // namespace facts
