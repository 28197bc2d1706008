// Prompt: text or tokens, one or many.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// An item of a prompt that is an array: a text, a token, or the tokens of a text.
using PromptItem = OneOf<Text, std::int64_t, std::vector<std::int64_t>>;

/// A text; or an array of texts, of tokens, or of arrays of tokens. Mirrors `CreateCompletionRequest.prompt` and
/// `CreateEmbeddingRequest.input`.
using Prompt = OneOf<Text, std::vector<PromptItem>>;

}  // namespace oaicompat::inline v1
