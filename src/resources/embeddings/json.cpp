// Reading and writing embeddings.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/embeddings/codec.hpp>
#include <oaicompat/resources/embeddings/json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<EmbeddingRequest>;
template struct OAICOMPAT_API Codec<EmbeddingList>;
template struct OAICOMPAT_API Codec<Embedding>;

}  // namespace oaicompat::inline v1
