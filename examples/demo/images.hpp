// Images: what the demo's engine paints when it is asked for images.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine.hpp"

#include <oaicompat/api/offload.hpp>
#include <oaicompat/resources/images/operations.hpp>

#include <memory>
#include <string_view>

namespace demo {

inline constexpr std::string_view image_model = "demo-image";

/// Offers images, edits and variations, all of them PNG: as base64, or, where an address is asked for, as a data URL,
/// since the server keeps nothing. A request that names no model is ours. `engine` must outlive the backend; other
/// models go to what was offered before.
void offer_images(oaicompat::Backend& backend, Engine& engine, std::shared_ptr<oaicompat::WorkerPool> pool);

}  // namespace demo
