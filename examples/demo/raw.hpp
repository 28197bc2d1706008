// Raw models: they say what the engine does as raw text, each in a format of its own, which is parsed again.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine.hpp"

#include <oaicompat/server.hpp>

namespace demo {

/// Offers `demo-raw-<format>` for every format that can be spelled. **Lifetime**: the engine outlives the server.
void offer_raw_models(oaicompat::Server& server, Engine& engine);

}  // namespace demo
