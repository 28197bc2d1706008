// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/binding.hpp>
#include <oaicompat/api/operation_table.hpp>
#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/binding.ipp>
#endif

#include <array>

namespace oaicompat::inline v1 {
namespace detail {

template <Operation... Ops>
std::array<Binding, sizeof...(Ops)> bindings_of(OperationList<Ops...>) {
  return {binding<Ops>()...};
}

OAICOMPAT_INLINE std::span<const Binding> bindings() {
  static const auto rows = bindings_of(Operations{});
  return rows;
}

}  // namespace detail

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
