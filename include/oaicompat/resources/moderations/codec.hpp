// Reading and writing the types of moderations: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/moderations/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/moderations/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<ModerationRequest>;
extern template struct OAICOMPAT_API Codec<Moderation>;

}  // namespace oaicompat::inline v1

#endif
