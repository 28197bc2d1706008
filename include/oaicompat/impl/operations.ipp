// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/binding.hpp>
#include <oaicompat/api/operation_table.hpp>
#include <oaicompat/impl/known_words.ipp>
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

// The items of one array are all texts, all tokens, or all arrays of tokens.
inline std::optional<Error> refuse_mixed(const Prompt& prompt, const std::string& param) {
  const auto* items = prompt.get_if<std::vector<PromptItem>>();
  if (!items) return std::nullopt;
  constexpr std::array<std::string_view, 3> kinds{"a string", "an integer", "an array of integers"};
  for (std::size_t i = 1; i < items->size(); ++i) {
    const auto first = items->front().value.index(), other = (*items)[i].value.index();
    if (first == other) continue;
    const auto path = param + "[" + std::to_string(i) + "]";
    return api_error(400,
                     "Invalid type for '" + path + "': expected " + std::string{kinds[first]} +
                         " as the items before it are, but got " + std::string{kinds[other]} + ".",
                     "invalid_type", path);
  }
  return std::nullopt;
}

}  // namespace detail

OAICOMPAT_INLINE std::optional<Error> CreateCompletion::check(const CompletionRequest& request) {
  return request.prompt ? detail::refuse_mixed(*request.prompt, "prompt") : std::nullopt;
}
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
