// Embedder: vectors of texts, made by a backend and waited for.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/ask_blocking.hpp>
#include <oaicompat/api/backend.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// **Threads**: it blocks; safe to use from many.
class Embedder {
 public:
  Embedder(Backend backend, std::optional<std::int64_t> dimensions, std::size_t at_once)
      : backend_{std::move(backend)}, dimensions_{dimensions}, at_once_{std::max<std::size_t>(at_once, 1)} {}

  // A vector for each text, all of as many numbers. **Errors**: the backend's, and 500 for an answer that is none.
  Result<std::vector<std::vector<float>>> embed(const std::string& model, const std::vector<std::string_view>& texts,
                                                const Context& context) const {
    std::vector<std::vector<float>> out;
    for (std::size_t at = 0; at < texts.size(); at += at_once_) {
      EmbeddingRequest request;
      request.model = Text{model};
      request.dimensions = dimensions_;
      std::vector<PromptItem> input;
      for (std::size_t i = at; i < std::min(at + at_once_, texts.size()); ++i) input.emplace_back(Text{texts[i]});
      const auto count = input.size();
      request.input = std::move(input);
      if (auto added = ask(std::move(request), count, context, out); !added) return added.error();
    }
    return out;
  }

 private:
  Result<void> ask(EmbeddingRequest request, std::size_t count, const Context& context,
                   std::vector<std::vector<float>>& out) const {
    const auto came = ask_blocking<CreateEmbedding>(backend_, Parsed<EmbeddingRequest>{std::move(request)}, context);
    if (!came) return came.error();
    const auto& answer = *came;
    const auto malformed = [] { return api_error(500, "The embeddings are not as they were asked for."); };
    if (!answer || answer->data.size() != count) return malformed();
    for (const auto& each : answer->data) {
      auto values = each.values();
      if (!values || values->empty() || (!out.empty() && values->size() != out.front().size())) return malformed();
      out.push_back(*std::move(values));
    }
    return {};
  }

  Backend backend_;
  std::optional<std::int64_t> dimensions_;
  std::size_t at_once_;
};

}  // namespace oaicompat::inline v1::detail
