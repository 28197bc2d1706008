// What requests about vector stores must be like.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/request_store.hpp>
#include <oaicompat/resources/vector_stores/store_index.hpp>
#include <oaicompat/resources/vector_stores/types.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

inline Error bad_vector_value(std::string why, std::string param) {
  return api_error(400, std::move(why), "invalid_value", std::move(param));
}
inline Error array_too_long(const std::string& param, std::size_t most, std::size_t got) {
  return api_error(400,
                   "Invalid '" + param + "': array too long. Expected an array with maximum length " +
                       std::to_string(most) + ", but got an array with length " + std::to_string(got) + " instead.",
                   "array_above_max_length", param);
}
inline std::optional<Error> bad_expiry(const VectorStoreExpiration& after) {
  if (after.anchor != "last_active_at")
    return bad_vector_value("'expires_after.anchor' must be last_active_at.", "expires_after.anchor");
  if (after.days < 1 || after.days > 365)
    return bad_vector_value("'expires_after.days' must be 1 to 365.", "expires_after.days");
  return std::nullopt;
}
inline std::optional<Error> bad_chunking(const std::optional<ChunkingStrategy>& strategy) {
  if (!strategy || strategy->type == ChunkingType::auto_) return std::nullopt;
  if (strategy->type != ChunkingType::static_)
    return bad_vector_value("'chunking_strategy.type' must be auto or static.", "chunking_strategy.type");
  if (!strategy->static_)
    return api_error(400, "Missing required parameter: 'chunking_strategy.static'.", "missing_required_parameter",
                     "chunking_strategy.static");
  const auto [most, overlap] =
      std::pair{strategy->static_->max_chunk_size_tokens, strategy->static_->chunk_overlap_tokens};
  if (most < 100 || most > 4096)
    return bad_vector_value("'max_chunk_size_tokens' must be 100 to 4096.",
                            "chunking_strategy.static.max_chunk_size_tokens");
  if (overlap < 0 || overlap > most / 2)
    return bad_vector_value("'chunk_overlap_tokens' must be at most half of 'max_chunk_size_tokens'.",
                            "chunking_strategy.static.chunk_overlap_tokens");
  return std::nullopt;
}
// 16 attributes, keys of 64 characters, strings of 512.
inline std::optional<Error> bad_attributes(const Maybe<FileAttributes>& attributes) {
  if (!attributes) return std::nullopt;
  Map<Text> labels;
  for (const auto& [key, value] : attributes->items) {
    const auto* text = value.template get_if<Text>();
    labels.items.emplace_back(key, text ? *text : Text{});
  }
  auto error = bad_labels(labels);
  if (!error) return std::nullopt;
  return bad_vector_value("'attributes' has at most 16 keys, of at most 64 characters, and strings of at most 512.",
                          "attributes");
}
inline std::optional<Error> bad_file(const BatchedFile& file) {
  if (auto error = bad_chunking(file.chunking_strategy)) return error;
  return bad_attributes(file.attributes);
}
inline std::optional<Error> bad_vector_store(const CreateVectorStoreRequest& request) {
  constexpr std::size_t most_files = 500;
  if (auto error = bad_labels(request.metadata)) return error;
  if (request.expires_after) {
    if (auto error = bad_expiry(*request.expires_after)) return error;
  }
  if (request.file_ids && request.file_ids->size() > most_files)
    return array_too_long("file_ids", most_files, request.file_ids->size());
  return bad_chunking(request.chunking_strategy);
}

// The files of a batch.
inline Result<std::vector<BatchedFile>> batched_files(const CreateVectorStoreFileBatchRequest& request) {
  constexpr std::size_t most = 2000;
  if (request.file_ids.has_value() == request.files.has_value())
    return bad_vector_value("Give either 'file_ids' or 'files'.", request.files ? "files" : "file_ids");
  std::vector<BatchedFile> out;
  if (request.files) {
    out = *request.files;
  } else {
    for (const auto& id : *request.file_ids)
      out.push_back({.file_id = id, .chunking_strategy = request.chunking_strategy, .attributes = request.attributes});
  }
  const std::string param = request.files ? "files" : "file_ids";
  if (out.empty()) return bad_vector_value("'" + param + "' must not be empty.", param);
  if (out.size() > most) return array_too_long(param, most, out.size());
  for (const auto& file : out) {
    if (auto error = bad_file(file)) return *std::move(error);
  }
  return out;
}

// The page of a list, from either end, of one state.
template <class Request>
Result<ListRange> page_of(const Request& request) {
  auto range = range_of(request, ListOrder::desc, {.standard = 20, .least = 1, .most = 100});
  if (!range) return range;
  if (request.before) range->before = request.before->str();
  if constexpr (requires { request.filter; }) {
    if (request.filter && !request.filter->known())
      return bad_vector_value("'filter' must be in_progress, completed, failed or cancelled.", "filter");
    if (request.filter) range->tags.emplace_back("status", std::string{request.filter->word()});
  }
  return range;
}

inline std::vector<Text> queries_of(const SearchVectorStoreRequest& request) {
  const auto* one = request.query.get_if<Text>();
  return one ? std::vector<Text>{*one} : *request.query.get_if<std::vector<Text>>();
}
// `hybrid_search` is an extension here: the API has it for the tool of responses alone.
inline Result<std::optional<HybridWeights>> hybrid_of(const Extras& ranking) {
  const std::string path = "ranking_options.hybrid_search";
  const auto* json = ranking.find("hybrid_search");
  if (!json || json->is_null()) return std::optional<HybridWeights>{};
  const auto meaning = json->at("embedding_weight").as_number(), words = json->at("text_weight").as_number();
  const auto fits = [](const std::optional<double>& weight) { return weight && *weight >= 0 && *weight <= 1e9; };
  if (!fits(meaning) || !fits(words) || *meaning + *words <= 0)
    return bad_vector_value("'embedding_weight' and 'text_weight' must be 0 or more, and not both 0.", path);
  if (*words <= 0) return std::optional<HybridWeights>{};
  return std::optional{HybridWeights{.meaning = *meaning, .words = *words}};
}
inline Error no_keyword_index() {
  return api_error(400, "'ranking_options.hybrid_search' is not supported here: words are not indexed.",
                   "unsupported_parameter", "ranking_options.hybrid_search");
}
inline Result<IndexSearch> search_of(const SearchVectorStoreRequest& request) {
  IndexSearch out;
  const auto queries = queries_of(request);
  if (queries.empty() || std::any_of(queries.begin(), queries.end(), [](const Text& each) { return each.empty(); }))
    return bad_vector_value("'query' must not be empty.", "query");
  for (const auto& query : queries) out.texts.push_back(query.str());
  const auto most = request.max_num_results.value_or(10);
  if (most < 1 || most > 50) return bad_vector_value("'max_num_results' must be 1 to 50.", "max_num_results");
  out.most = static_cast<std::size_t>(most);
  if (request.filters) {
    auto filter = filter_of(*request.filters);
    if (!filter) return filter.error();
    out.filter = *std::move(filter);
  }
  if (!request.ranking_options) return out;
  const auto& ranking = *request.ranking_options;
  if (ranking.ranker && !ranking.ranker->known())
    return bad_vector_value("'ranker' must be none, auto or default-2024-11-15.", "ranking_options.ranker");
  auto hybrid = hybrid_of(ranking.extra);
  if (!hybrid) return hybrid.error();
  out.hybrid = *hybrid;
  out.threshold = ranking.score_threshold.value_or(0);
  if (!(out.threshold >= 0 && out.threshold <= 1))
    return bad_vector_value("'score_threshold' must be 0 to 1.", "ranking_options.score_threshold");
  return out;
}

}  // namespace oaicompat::inline v1::detail
