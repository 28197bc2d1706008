// Reading and writing graders: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/graders/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/graders/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<Grader>;
extern template struct OAICOMPAT_API Codec<LabelModelGrader>;
extern template struct OAICOMPAT_API Codec<RunGraderResponse>;

}  // namespace oaicompat::inline v1

#endif
