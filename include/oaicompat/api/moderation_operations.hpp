// The row of the operation table for moderation.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operations.hpp>
#include <oaicompat/types/moderation_request.hpp>

namespace oaicompat::inline v1 {

/// `POST /moderations`: what is wrong with texts and images.
struct CreateModeration {
  using Request = ModerationRequest;
  using Response = Moderation;
  static constexpr Endpoint endpoint{"createModeration", "POST", "/moderations"};
};

}  // namespace oaicompat::inline v1
