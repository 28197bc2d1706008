// Reading and writing embeddings.
// SPDX-License-Identifier: MIT
#include <oaicompat/describe/embedding.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/types/codec.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<EmbeddingRequest>;
template struct OAICOMPAT_API Codec<EmbeddingList>;
template struct OAICOMPAT_API Codec<Embedding>;

}  // namespace oaicompat::inline v1
