// Reading and writing completions.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/completions/codec.hpp>
#include <oaicompat/resources/completions/json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<CompletionRequest>;
template struct OAICOMPAT_API Codec<Completion>;
template struct OAICOMPAT_API Codec<CompletionChoice>;

}  // namespace oaicompat::inline v1
