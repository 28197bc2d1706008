// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/known_words.ipp>
#include <oaicompat/resources/completions/prompt.ipp>
#include <oaicompat/resources/embeddings/operations.hpp>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE std::optional<Error> CreateEmbedding::check(const EmbeddingRequest& request) {
  if (auto refused = detail::refuse_unknown(request.encoding_format, "encoding_format")) return refused;
  return detail::refuse_mixed(request.input, "input");
}
OAICOMPAT_INLINE void CreateEmbedding::shape(EmbeddingList& response, const EmbeddingRequest& request) {
  const bool base64 = request.encoding_format && *request.encoding_format == EncodingFormat::base64;
  for (auto& each : response.data) {
    if (base64 && each.embedding.get_if<std::vector<float>>()) {
      each.embedding = Text{floats_to_base64(*each.embedding.get_if<std::vector<float>>())};
    } else if (!base64 && each.embedding.get_if<Text>()) {
      if (auto floats = floats_from_base64(*each.embedding.get_if<Text>())) each.embedding = *std::move(floats);
    }
  }
}

}  // namespace oaicompat::inline v1
