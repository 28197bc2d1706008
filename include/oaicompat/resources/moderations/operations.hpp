// The row of the operation table for moderation.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/resources/moderations/types.hpp>

namespace oaicompat::inline v1 {

/// `POST /moderations`: what is wrong with texts and images.
struct CreateModeration : ApiOperation {
  using Request = ModerationRequest;
  using Response = Moderation;
  static constexpr Endpoint endpoint{"createModeration", "POST", "/moderations"};
};

/// The operations of this room.
using ModerationsOperations = OperationList<CreateModeration>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/operations.ipp>
#endif
