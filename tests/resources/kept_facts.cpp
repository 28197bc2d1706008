// The structs of models, moderation, kept completions and conversations, for the check against the specification.
// SPDX-License-Identifier: MIT
#include "check.hpp"

namespace facts {

void check_kept(Check& check) { check.structures(StoredStructs{}); }

}  // namespace facts
