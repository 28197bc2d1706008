// The JSON form of embeddings.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/embeddings/types.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<EmbeddingRequest>) {
  return object("EmbeddingRequest",
                field("input", &EmbeddingRequest::input,
                      "What to embed: a text, a list of texts, the tokens of one, or a list of those."),
                field("model", &EmbeddingRequest::model, "The model's id."),
                field("encoding_format", &EmbeddingRequest::encoding_format,
                      "How the vectors are sent. Default float; the official Python and Node clients ask for "
                      "base64."),
                field("dimensions", &EmbeddingRequest::dimensions,
                      "How many numbers each vector should have; only newer models can choose."),
                field("user", &EmbeddingRequest::user, "An id of the end user."));
}
constexpr auto describe(Type<Embedding>) {
  return object(
      "Embedding", field("object", &Embedding::object, "Always `embedding`."),
      field("index", &Embedding::index, "Which input it is of, from 0."),
      field("embedding", &Embedding::embedding, "The numbers, or base64 of them where the request asked for it."));
}
constexpr auto describe(Type<EmbeddingUsage>) {
  return object("EmbeddingUsage", field("prompt_tokens", &EmbeddingUsage::prompt_tokens, "Tokens in the inputs."),
                field("total_tokens", &EmbeddingUsage::total_tokens, "Tokens in all."));
}
constexpr auto describe(Type<EmbeddingList>) {
  return object("EmbeddingList", field("object", &EmbeddingList::object, "Always `list`."),
                field("data", &EmbeddingList::data, "A vector an input, in order."),
                field("model", &EmbeddingList::model, "The model's id."),
                field("usage", &EmbeddingList::usage, "What it took."));
}

}  // namespace oaicompat::inline v1
