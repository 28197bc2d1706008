// Faults: models that fail, for those who want to see how a client takes it.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/server.hpp>

namespace demo {

/// Throws.
void throw_at_once(const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out);
/// Fails after three words.
void fail_midstream(const oaicompat::ChatRequest& request, oaicompat::ChatWriter& out);
/// Fails with the status that stands in the model's name: `demo-error-429`. Other models do not exist.
oaicompat::Backend error_models();

}  // namespace demo
