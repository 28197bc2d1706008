// Embeddings: texts as unit vectors that are closer the more letters and words two texts share.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/embeddings/types.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// The texts of a prompt; tokens stand as words of digits. **Errors**: none at all, or too many; named `param`.
oaicompat::Result<std::vector<std::string>> texts_of(const oaicompat::Prompt& prompt, std::string_view param);

/// Answers a request for embeddings.
oaicompat::Result<oaicompat::EmbeddingList> embed(const oaicompat::EmbeddingRequest& request);

}  // namespace demo
