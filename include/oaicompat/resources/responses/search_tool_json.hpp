// The JSON forms of searches as tools.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/chat/options_json.hpp>
#include <oaicompat/resources/responses/filter_json.hpp>
#include <oaicompat/resources/responses/search_tool.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<HybridSearch>) {
  return object("HybridSearch", field("embedding_weight", &HybridSearch::embedding_weight, "How much meaning counts."),
                field("text_weight", &HybridSearch::text_weight, "How much words count."));
}
constexpr auto describe(Type<RankingOptions>) {
  return object("RankingOptions", field("ranker", &RankingOptions::ranker, "What ranks them."),
                field("score_threshold", &RankingOptions::score_threshold, "The least score of a result, 0 to 1."),
                field("hybrid_search", &RankingOptions::hybrid_search, "How much meaning and words count."));
}
constexpr auto describe(Type<FileSearchTool>) {
  return object("FileSearchTool",
                field("vector_store_ids", &FileSearchTool::vector_store_ids, "The vector stores' ids."),
                field("max_num_results", &FileSearchTool::max_num_results, "How many results to give, 1 to 50."),
                field("ranking_options", &FileSearchTool::ranking_options, "How they are ranked."),
                field("filters", &FileSearchTool::filters, "Which files may be found."));
}
constexpr auto describe(Type<ApproximateLocation>) {
  return object("ApproximateLocation", field("type", &ApproximateLocation::type, "Always `approximate`.").optional(),
                field("country", &ApproximateLocation::country, "The country as two letters (ISO 3166-1)."),
                field("region", &ApproximateLocation::region, "The region."),
                field("city", &ApproximateLocation::city, "The city."),
                field("timezone", &ApproximateLocation::timezone, "The time zone: `Europe/Rome`."));
}
constexpr auto describe(Type<WebSearchFilters>) {
  return object("WebSearchFilters", field("allowed_domains", &WebSearchFilters::allowed_domains,
                                          "The domains they are on, subdomains included."));
}
constexpr auto describe(Type<WebSearchTool>) {
  return object("WebSearchTool", field("type", &WebSearchTool::type, "Which version of it."),
                field("external_web_access", &WebSearchTool::external_web_access,
                      "Whether pages are fetched now, or taken from a cache."),
                field("filters", &WebSearchTool::filters, "Which pages may be found."),
                field("user_location", &WebSearchTool::user_location, "Where the user is, roughly."),
                field("search_context_size", &WebSearchTool::search_context_size,
                      "How much of the context the search may take. Default medium."));
}
constexpr auto describe(Type<WebSearchPreviewTool>) {
  return object("WebSearchPreviewTool", field("type", &WebSearchPreviewTool::type, "Which version of it."),
                field("user_location", &WebSearchPreviewTool::user_location, "Where the user is, roughly."),
                field("search_context_size", &WebSearchPreviewTool::search_context_size,
                      "How much of the context the search may take. Default medium."),
                field("search_content_types", &WebSearchPreviewTool::search_content_types, "What it gives."));
}

}  // namespace oaicompat::inline v1
