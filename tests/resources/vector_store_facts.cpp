// The structs of vector stores, for the check against the specification.
// SPDX-License-Identifier: MIT
#include "check.hpp"

namespace facts {

void check_vector_stores(Check& check) { check.structures(VectorStoreStructs{}); }

}  // namespace facts
