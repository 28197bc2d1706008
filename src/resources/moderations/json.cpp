// Reading and writing requests for moderation, and their answers.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/moderations/codec.hpp>
#include <oaicompat/resources/moderations/json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ModerationRequest>;
template struct OAICOMPAT_API Codec<Moderation>;

}  // namespace oaicompat::inline v1
