// Vector stores and their search, and what the operations on them take and give.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/list_order.hpp>
#include <oaicompat/json/kinds.hpp>
#include <oaicompat/resources/responses/filter.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace oaicompat::inline v1 {

/// Whether a vector store can be searched.
enum class VectorStoreStatus {
  expired,      ///< Its time is over, and its content is gone.
  in_progress,  ///< It can, but files are still being read.
  completed,    ///< It can.
};
constexpr auto describe(Type<VectorStoreStatus>) {
  return std::array<Word<VectorStoreStatus>, 3>{{{"expired", VectorStoreStatus::expired},
                                                 {"in_progress", VectorStoreStatus::in_progress},
                                                 {"completed", VectorStoreStatus::completed}}};
}

/// How far the reading of a file, or of a batch of them, has come.
enum class VectorStoreFileStatus {
  in_progress,  ///< It is being read.
  completed,    ///< It can be found.
  cancelled,    ///< It was given up, as it was asked to.
  failed,       ///< It could not be read.
};
constexpr auto describe(Type<VectorStoreFileStatus>) {
  return std::array<Word<VectorStoreFileStatus>, 4>{{{"in_progress", VectorStoreFileStatus::in_progress},
                                                     {"completed", VectorStoreFileStatus::completed},
                                                     {"cancelled", VectorStoreFileStatus::cancelled},
                                                     {"failed", VectorStoreFileStatus::failed}}};
}

/// Why a file could not be read.
enum class VectorStoreFileErrorCode {
  server_error,      ///< The server failed.
  unsupported_file,  ///< Its format is not known.
  invalid_file,      ///< There is no text in it, or it is malformed.
};
constexpr auto describe(Type<VectorStoreFileErrorCode>) {
  return std::array<Word<VectorStoreFileErrorCode>, 3>{
      {{"server_error", VectorStoreFileErrorCode::server_error},
       {"unsupported_file", VectorStoreFileErrorCode::unsupported_file},
       {"invalid_file", VectorStoreFileErrorCode::invalid_file}}};
}

/// How a file is cut into chunks.
enum class ChunkingType {
  auto_,    ///< As the server chooses: 800 tokens, of which 400 overlap.
  static_,  ///< As it is told.
  other,    ///< It is not known.
};
constexpr auto describe(Type<ChunkingType>) {
  return std::array<Word<ChunkingType>, 3>{
      {{"auto", ChunkingType::auto_}, {"static", ChunkingType::static_}, {"other", ChunkingType::other}}};
}

/// What ranks the results of a search of a vector store.
enum class SearchRanker {
  none,                ///< Nothing beyond the scores.
  auto_,               ///< The newest.
  default_2024_11_15,  ///< That of 2024-11-15.
};
constexpr auto describe(Type<SearchRanker>) {
  return std::array<Word<SearchRanker>, 3>{{{"none", SearchRanker::none},
                                            {"auto", SearchRanker::auto_},
                                            {"default-2024-11-15", SearchRanker::default_2024_11_15}}};
}

/// What the caller says of a file: up to 16 strings, numbers and booleans. Mirrors `VectorStoreFileAttributes`.
using FileAttributes = Map<OneOf<Text, double, bool>>;

/// When a vector store's content is to be removed. Mirrors `VectorStoreExpirationAfter`.
struct VectorStoreExpiration {
  /// Always `last_active_at`.
  Text anchor = Text::literal("last_active_at");
  /// How many days after it, 1 to 365.
  std::int64_t days = 0;
  Extras extra{};
  bool operator==(const VectorStoreExpiration&) const = default;
};

/// How many files are in which state. Mirrors `VectorStoreObject.file_counts`.
struct FileCounts {
  /// Those that are being read.
  std::int64_t in_progress = 0;
  /// Those that can be found.
  std::int64_t completed = 0;
  /// Those that could not be read.
  std::int64_t failed = 0;
  /// Those that were given up.
  std::int64_t cancelled = 0;
  /// All of them.
  std::int64_t total = 0;
  Extras extra{};
  bool operator==(const FileCounts&) const = default;
};

/// How large chunks are. Mirrors `StaticChunkingStrategy`.
struct StaticChunking {
  /// The most tokens of a chunk, 100 to 4096.
  std::int64_t max_chunk_size_tokens = 800;
  /// How many of them the next chunk begins with, at most half.
  std::int64_t chunk_overlap_tokens = 400;
  Extras extra{};
  bool operator==(const StaticChunking&) const = default;
};

/// How a file is cut into chunks. Mirrors `ChunkingStrategyRequestParam`.
struct ChunkingStrategy {
  /// Which way.
  OpenEnum<ChunkingType> type = ChunkingType::auto_;
  /// The sizes, where it is `static`.
  std::optional<StaticChunking> static_{};
  Extras extra{};
  bool operator==(const ChunkingStrategy&) const = default;
};

/// A vector store. Mirrors `VectorStoreObject`.
struct VectorStore {
  /// The vector store's id.
  Text id{};
  /// Always `vector_store`.
  Text object = Text::literal("vector_store");
  /// When it was made, in seconds since 1970.
  std::int64_t created_at = 0;
  /// Its name; empty when it has none.
  Text name{};
  /// How many bytes its content takes.
  std::int64_t usage_bytes = 0;
  /// How many files it has.
  FileCounts file_counts{};
  /// Whether it can be searched.
  OpenEnum<VectorStoreStatus> status = VectorStoreStatus::completed;
  /// When its content is to be removed.
  std::optional<VectorStoreExpiration> expires_after{};
  /// When its content will be removed, in seconds since 1970.
  Maybe<std::int64_t> expires_at{};
  /// When it was last used, in seconds since 1970.
  Maybe<std::int64_t> last_active_at{};
  /// The labels that it was given.
  Maybe<Map<Text>> metadata{};
  Extras extra{};
  bool operator==(const VectorStore&) const = default;
};

/// Makes a vector store. Mirrors `CreateVectorStoreRequest`.
struct CreateVectorStoreRequest {
  /// The files that it begins with, at most 500.
  std::optional<std::vector<Text>> file_ids{};
  /// Its name.
  std::optional<Text> name{};
  /// What it is for.
  std::optional<Text> description{};
  /// When its content is to be removed. Default never.
  std::optional<VectorStoreExpiration> expires_after{};
  /// How the files are cut. Default `auto`.
  std::optional<ChunkingStrategy> chunking_strategy{};
  /// Up to 16 labels of the caller's.
  Maybe<Map<Text>> metadata{};
  Extras extra{};
  bool operator==(const CreateVectorStoreRequest&) const = default;
};

/// Asks for a vector store. The parameters of `GET /vector_stores/{vector_store_id}`.
struct RetrieveVectorStoreRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  Extras extra{};
  bool operator==(const RetrieveVectorStoreRequest&) const = default;
};

/// Changes a vector store. Mirrors `UpdateVectorStoreRequest`.
struct UpdateVectorStoreRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  /// Its name.
  Maybe<Text> name{};
  /// When its content is to be removed; null for never.
  Maybe<VectorStoreExpiration> expires_after{};
  /// The labels, in the place of those before.
  Maybe<Map<Text>> metadata{};
  Extras extra{};
  bool operator==(const UpdateVectorStoreRequest&) const = default;
};

/// Asks to remove a vector store. The parameters of `DELETE /vector_stores/{vector_store_id}`.
struct DeleteVectorStoreRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  Extras extra{};
  bool operator==(const DeleteVectorStoreRequest&) const = default;
};

/// What became of a request to remove a vector store. Mirrors `DeleteVectorStoreResponse`.
struct DeletedVectorStore {
  /// The vector store's id.
  Text id{};
  /// Always `vector_store.deleted`.
  Text object = Text::literal("vector_store.deleted");
  /// Whether it is removed.
  bool deleted = true;
  Extras extra{};
  bool operator==(const DeletedVectorStore&) const = default;
};

/// Asks for a page of the vector stores. The parameters of `GET /vector_stores`.
struct ListVectorStoresRequest {
  /// How many a page holds, 1 to 100. Default 20.
  std::optional<std::int64_t> limit{};
  /// How they are sorted. Default desc.
  std::optional<OpenEnum<ListOrder>> order{};
  /// The id after which the page begins.
  std::optional<Text> after{};
  /// The id before which the page ends.
  std::optional<Text> before{};
  Extras extra{};
  bool operator==(const ListVectorStoresRequest&) const = default;
};

/// A page of vector stores. Mirrors `ListVectorStoresResponse`.
struct VectorStoreList {
  /// Always `list`.
  Text object = Text::literal("list");
  /// The vector stores.
  std::vector<VectorStore> data{};
  /// The first one's id.
  Text first_id{};
  /// The last one's id: the next page begins after it.
  Text last_id{};
  /// Whether more follow.
  bool has_more = false;
  Extras extra{};
  bool operator==(const VectorStoreList&) const = default;
};

/// How the results of a search are ranked. Mirrors `VectorStoreSearchRequest.ranking_options`.
struct VectorStoreRanking {
  /// What ranks them. Default auto.
  std::optional<OpenEnum<SearchRanker>> ranker{};
  /// The least score of a result, 0 to 1. Default 0.
  std::optional<double> score_threshold{};
  Extras extra{};
  bool operator==(const VectorStoreRanking&) const = default;
};

/// Searches a vector store. Mirrors `VectorStoreSearchRequest`.
struct SearchVectorStoreRequest {
  /// The vector store's id, from the path.
  Text vector_store_id{};
  /// What is looked for: a text, or several.
  OneOf<Text, std::vector<Text>> query{};
  /// Whether the query may be rewritten for the search. Default false.
  std::optional<bool> rewrite_query{};
  /// How many results to give, 1 to 50. Default 10.
  std::optional<std::int64_t> max_num_results{};
  /// Which files may be found.
  std::optional<SearchFilter> filters{};
  /// How the results are ranked.
  std::optional<VectorStoreRanking> ranking_options{};
  Extras extra{};
  bool operator==(const SearchVectorStoreRequest&) const = default;
};

/// A text that was found. Mirrors `VectorStoreSearchResultContentObject`.
struct SearchContent {
  /// Always `text`.
  Text type = Text::literal("text");
  /// The text.
  Text text{};
  Extras extra{};
  bool operator==(const SearchContent&) const = default;
};

/// A chunk of a file that was found. Mirrors `VectorStoreSearchResultItem`.
struct VectorStoreSearchResult {
  /// The file's id.
  Text file_id{};
  /// Its name.
  Text filename{};
  /// How well it fits, 0 to 1.
  double score = 0;
  /// The file's attributes.
  Maybe<FileAttributes> attributes{};
  /// The chunk.
  std::vector<SearchContent> content{};
  Extras extra{};
  bool operator==(const VectorStoreSearchResult&) const = default;
};

/// What a search found, the best first. Mirrors `VectorStoreSearchResultsPage`.
struct VectorStoreSearchPage {
  /// Always `vector_store.search_results.page`.
  Text object = Text::literal("vector_store.search_results.page");
  /// What was looked for.
  std::vector<Text> search_query{};
  /// The chunks that were found.
  std::vector<VectorStoreSearchResult> data{};
  /// Always false: everything is on one page.
  bool has_more = false;
  /// Always null.
  Maybe<Text> next_page{};
  Extras extra{};
  bool operator==(const VectorStoreSearchPage&) const = default;
};

}  // namespace oaicompat::inline v1
