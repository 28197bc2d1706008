// Reading and writing graders.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/graders/codec.hpp>
#include <oaicompat/resources/graders/json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<Grader>;
template struct OAICOMPAT_API Codec<LabelModelGrader>;
template struct OAICOMPAT_API Codec<RunGraderResponse>;

}  // namespace oaicompat::inline v1
