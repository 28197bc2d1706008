// The structs of webhooks, for the check against the specification.
// SPDX-License-Identifier: MIT
#include "check.hpp"

namespace facts {

void check_webhooks(Check& check) { check.structures(WebhookStructs{}); }

}  // namespace facts
