// Reading and writing the types of legacy completions: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/completions/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/completions/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<CompletionRequest>;
extern template struct OAICOMPAT_API Codec<Completion>;
extern template struct OAICOMPAT_API Codec<CompletionChoice>;

}  // namespace oaicompat::inline v1

#endif
