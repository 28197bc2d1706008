// Embeddings: texts as vectors.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/resources/completions/prompt.hpp>

namespace oaicompat::inline v1 {

/// How a vector is sent.
enum class EncodingFormat {
  float_,  ///< As an array of numbers.
  base64,  ///< As base64 of little-endian 32-bit floats.
};
constexpr auto describe(Type<EncodingFormat>) {
  return std::array<Word<EncodingFormat>, 2>{{{"float", EncodingFormat::float_}, {"base64", EncodingFormat::base64}}};
}

/// Asks for embeddings. Mirrors `CreateEmbeddingRequest`.
struct EmbeddingRequest {
  /// What to embed: a text, a list of texts, the tokens of one, or a list of those.
  Prompt input{};
  /// The model's id.
  Text model{};
  /// How the vectors are sent. Default float; the official Python and Node clients ask for base64.
  std::optional<OpenEnum<EncodingFormat>> encoding_format{};
  /// How many numbers each vector should have; only newer models can choose.
  std::optional<std::int64_t> dimensions{};
  /// An id of the end user.
  std::optional<Text> user{};
  Extras extra{};
  bool operator==(const EmbeddingRequest&) const = default;
};

/// The vector of one text. Mirrors `Embedding`.
struct Embedding {
  /// Always `embedding`.
  Text object = Text::literal("embedding");
  /// Which input it is of, from 0.
  std::int64_t index = 0;
  /// The numbers, or base64 of them where the request asked for it.
  OneOf<std::vector<float>, Text> embedding{};
  Extras extra{};
  bool operator==(const Embedding&) const = default;

  /// The numbers, however they were sent; nothing when the base64 is malformed.
  OAICOMPAT_API std::optional<std::vector<float>> values() const;
};

/// What embedding took. Mirrors `CreateEmbeddingResponse.usage`.
struct EmbeddingUsage {
  /// Tokens in the inputs.
  std::int64_t prompt_tokens = 0;
  /// Tokens in all.
  std::int64_t total_tokens = 0;
  Extras extra{};
  bool operator==(const EmbeddingUsage&) const = default;
};

/// The embeddings. Mirrors `CreateEmbeddingResponse`.
struct EmbeddingList {
  /// Always `list`.
  Text object = Text::literal("list");
  /// A vector an input, in order.
  std::vector<Embedding> data{};
  /// The model's id.
  Text model{};
  /// What it took.
  EmbeddingUsage usage{};
  Extras extra{};
  bool operator==(const EmbeddingList&) const = default;
};

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/embeddings/types.ipp>
#endif
