// Reading and writing the types of embeddings: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/embeddings/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/embeddings/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<EmbeddingRequest>;
extern template struct OAICOMPAT_API Codec<EmbeddingList>;
extern template struct OAICOMPAT_API Codec<Embedding>;

}  // namespace oaicompat::inline v1

#endif
