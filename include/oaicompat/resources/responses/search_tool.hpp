// Searches of files and of the web as tools of a response.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/chat/options.hpp>
#include <oaicompat/resources/responses/filter.hpp>

namespace oaicompat::inline v1 {

/// How much meaning and words count in a search. Mirrors `HybridSearchOptions`.
struct HybridSearch {
  /// How much meaning counts.
  double embedding_weight = 0;
  /// How much words count.
  double text_weight = 0;
  Extras extra{};
  bool operator==(const HybridSearch&) const = default;
};

/// What ranks the results of a search.
enum class Ranker {
  auto_,               ///< The newest.
  default_2024_11_15,  ///< That of 2024-11-15.
};
constexpr auto describe(Type<Ranker>) {
  return std::array<Word<Ranker>, 2>{{{"auto", Ranker::auto_}, {"default-2024-11-15", Ranker::default_2024_11_15}}};
}

/// How the results of a search are ranked. Mirrors `RankingOptions`.
struct RankingOptions {
  /// What ranks them.
  std::optional<OpenEnum<Ranker>> ranker{};
  /// The least score of a result, 0 to 1.
  std::optional<double> score_threshold{};
  /// How much meaning and words count.
  std::optional<HybridSearch> hybrid_search{};
  Extras extra{};
  bool operator==(const RankingOptions&) const = default;
};

/// A search of vector stores. Mirrors `FileSearchTool`.
struct FileSearchTool {
  /// The vector stores' ids.
  std::vector<Text> vector_store_ids{};
  /// How many results to give, 1 to 50.
  std::optional<std::int64_t> max_num_results{};
  /// How they are ranked.
  std::optional<RankingOptions> ranking_options{};
  /// Which files may be found.
  Maybe<SearchFilter> filters{};
  Extras extra{};
  bool operator==(const FileSearchTool&) const = default;
};

/// Where the user is, roughly. Mirrors `ApproximateLocation`.
struct ApproximateLocation {
  /// Always `approximate`.
  Text type = Text::literal("approximate");
  /// The country as two letters (ISO 3166-1).
  Maybe<Text> country{};
  /// The region.
  Maybe<Text> region{};
  /// The city.
  Maybe<Text> city{};
  /// The time zone: `Europe/Rome`.
  Maybe<Text> timezone{};
  Extras extra{};
  bool operator==(const ApproximateLocation&) const = default;
};

/// Which pages may be found. Mirrors `WebSearchTool.filters`.
struct WebSearchFilters {
  /// The domains they are on, subdomains included.
  Maybe<std::vector<Text>> allowed_domains{};
  Extras extra{};
  bool operator==(const WebSearchFilters&) const = default;
};

/// The versions of the web search.
enum class WebSearchVersion {
  web_search,             ///< The newest.
  web_search_2025_08_26,  ///< That of 2025-08-26.
};
constexpr auto describe(Type<WebSearchVersion>) {
  return std::array<Word<WebSearchVersion>, 2>{{{"web_search", WebSearchVersion::web_search},
                                                {"web_search_2025_08_26", WebSearchVersion::web_search_2025_08_26}}};
}

/// A search of the web. Mirrors `WebSearchTool`.
struct WebSearchTool {
  /// Which version of it.
  OpenEnum<WebSearchVersion> type{};
  /// Whether pages are fetched now, or taken from a cache.
  std::optional<bool> external_web_access{};
  /// Which pages may be found.
  Maybe<WebSearchFilters> filters{};
  /// Where the user is, roughly.
  Maybe<ApproximateLocation> user_location{};
  /// How much of the context the search may take. Default medium.
  std::optional<OpenEnum<SearchContextSize>> search_context_size{};
  Extras extra{};
  bool operator==(const WebSearchTool&) const = default;
};

/// The versions of the web search's preview.
enum class WebSearchPreviewVersion {
  web_search_preview,             ///< The newest.
  web_search_preview_2025_03_11,  ///< That of 2025-03-11.
};
constexpr auto describe(Type<WebSearchPreviewVersion>) {
  return std::array<Word<WebSearchPreviewVersion>, 2>{
      {{"web_search_preview", WebSearchPreviewVersion::web_search_preview},
       {"web_search_preview_2025_03_11", WebSearchPreviewVersion::web_search_preview_2025_03_11}}};
}

/// What a search of the web gives.
enum class SearchContentType {
  text,   ///< Text.
  image,  ///< Images.
};
constexpr auto describe(Type<SearchContentType>) {
  return std::array<Word<SearchContentType>, 2>{
      {{"text", SearchContentType::text}, {"image", SearchContentType::image}}};
}

/// A search of the web, as older models know it. Mirrors `WebSearchPreviewTool`.
struct WebSearchPreviewTool {
  /// Which version of it.
  OpenEnum<WebSearchPreviewVersion> type{};
  /// Where the user is, roughly.
  Maybe<ApproximateLocation> user_location{};
  /// How much of the context the search may take. Default medium.
  std::optional<OpenEnum<SearchContextSize>> search_context_size{};
  /// What it gives.
  std::optional<std::vector<OpenEnum<SearchContentType>>> search_content_types{};
  Extras extra{};
  bool operator==(const WebSearchPreviewTool&) const = default;
};

}  // namespace oaicompat::inline v1
