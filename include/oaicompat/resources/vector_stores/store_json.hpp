// The JSON forms of vector stores and their search.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/filter_json.hpp>
#include <oaicompat/resources/vector_stores/store.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<VectorStoreExpiration>) {
  return object("VectorStoreExpiration", field("anchor", &VectorStoreExpiration::anchor, "Always `last_active_at`."),
                field("days", &VectorStoreExpiration::days, "How many days after it, 1 to 365."));
}
constexpr auto describe(Type<FileCounts>) {
  return object("FileCounts", field("in_progress", &FileCounts::in_progress, "Those that are being read."),
                field("completed", &FileCounts::completed, "Those that can be found."),
                field("failed", &FileCounts::failed, "Those that could not be read."),
                field("cancelled", &FileCounts::cancelled, "Those that were given up."),
                field("total", &FileCounts::total, "All of them."));
}
constexpr auto describe(Type<StaticChunking>) {
  return object("StaticChunking",
                field("max_chunk_size_tokens", &StaticChunking::max_chunk_size_tokens,
                      "The most tokens of a chunk, 100 to 4096."),
                field("chunk_overlap_tokens", &StaticChunking::chunk_overlap_tokens,
                      "How many of them the next chunk begins with, at most half."));
}
constexpr auto describe(Type<ChunkingStrategy>) {
  return object("ChunkingStrategy", field("type", &ChunkingStrategy::type, "Which way."),
                field("static", &ChunkingStrategy::static_, "The sizes, where it is `static`."));
}
constexpr auto describe(Type<VectorStore>) {
  return object(
      "VectorStore", field("id", &VectorStore::id, "The vector store's id."),
      field("object", &VectorStore::object, "Always `vector_store`."),
      field("created_at", &VectorStore::created_at, "When it was made, in seconds since 1970."),
      field("name", &VectorStore::name, "Its name; empty when it has none."),
      field("usage_bytes", &VectorStore::usage_bytes, "How many bytes its content takes."),
      field("file_counts", &VectorStore::file_counts, "How many files it has."),
      field("status", &VectorStore::status, "Whether it can be searched."),
      field("expires_after", &VectorStore::expires_after, "When its content is to be removed."),
      field("expires_at", &VectorStore::expires_at, "When its content will be removed, in seconds since 1970."),
      field("last_active_at", &VectorStore::last_active_at, "When it was last used, in seconds since 1970.").require(),
      field("metadata", &VectorStore::metadata, "The labels that it was given.").require());
}
constexpr auto describe(Type<CreateVectorStoreRequest>) {
  return object("CreateVectorStoreRequest",
                field("file_ids", &CreateVectorStoreRequest::file_ids, "The files that it begins with, at most 500."),
                field("name", &CreateVectorStoreRequest::name, "Its name."),
                field("description", &CreateVectorStoreRequest::description, "What it is for."),
                field("expires_after", &CreateVectorStoreRequest::expires_after,
                      "When its content is to be removed. Default never."),
                field("chunking_strategy", &CreateVectorStoreRequest::chunking_strategy,
                      "How the files are cut. Default `auto`."),
                field("metadata", &CreateVectorStoreRequest::metadata, "Up to 16 labels of the caller's."));
}
constexpr auto describe(Type<RetrieveVectorStoreRequest>) {
  return object("RetrieveVectorStoreRequest", field("vector_store_id", &RetrieveVectorStoreRequest::vector_store_id,
                                                    "The vector store's id, from the path."));
}
constexpr auto describe(Type<UpdateVectorStoreRequest>) {
  return object(
      "UpdateVectorStoreRequest",
      field("vector_store_id", &UpdateVectorStoreRequest::vector_store_id, "The vector store's id, from the path."),
      field("name", &UpdateVectorStoreRequest::name, "Its name."),
      field("expires_after", &UpdateVectorStoreRequest::expires_after,
            "When its content is to be removed; null for never."),
      field("metadata", &UpdateVectorStoreRequest::metadata, "The labels, in the place of those before."));
}
constexpr auto describe(Type<DeleteVectorStoreRequest>) {
  return object("DeleteVectorStoreRequest", field("vector_store_id", &DeleteVectorStoreRequest::vector_store_id,
                                                  "The vector store's id, from the path."));
}
constexpr auto describe(Type<DeletedVectorStore>) {
  return object("DeletedVectorStore", field("id", &DeletedVectorStore::id, "The vector store's id."),
                field("object", &DeletedVectorStore::object, "Always `vector_store.deleted`."),
                field("deleted", &DeletedVectorStore::deleted, "Whether it is removed."));
}
constexpr auto describe(Type<ListVectorStoresRequest>) {
  return object("ListVectorStoresRequest",
                field("limit", &ListVectorStoresRequest::limit, "How many a page holds, 1 to 100. Default 20."),
                field("order", &ListVectorStoresRequest::order, "How they are sorted. Default desc."),
                field("after", &ListVectorStoresRequest::after, "The id after which the page begins."),
                field("before", &ListVectorStoresRequest::before, "The id before which the page ends."));
}
constexpr auto describe(Type<VectorStoreList>) {
  return object("VectorStoreList", field("object", &VectorStoreList::object, "Always `list`."),
                field("data", &VectorStoreList::data, "The vector stores."),
                field("first_id", &VectorStoreList::first_id, "The first one's id."),
                field("last_id", &VectorStoreList::last_id, "The last one's id: the next page begins after it."),
                field("has_more", &VectorStoreList::has_more, "Whether more follow."));
}
constexpr auto describe(Type<VectorStoreRanking>) {
  return object("VectorStoreRanking", field("ranker", &VectorStoreRanking::ranker, "What ranks them. Default auto."),
                field("score_threshold", &VectorStoreRanking::score_threshold,
                      "The least score of a result, 0 to 1. Default 0."));
}
constexpr auto describe(Type<SearchVectorStoreRequest>) {
  return object(
      "SearchVectorStoreRequest",
      field("vector_store_id", &SearchVectorStoreRequest::vector_store_id, "The vector store's id, from the path."),
      field("query", &SearchVectorStoreRequest::query, "What is looked for: a text, or several."),
      field("rewrite_query", &SearchVectorStoreRequest::rewrite_query,
            "Whether the query may be rewritten for the search. Default false."),
      field("max_num_results", &SearchVectorStoreRequest::max_num_results,
            "How many results to give, 1 to 50. Default 10."),
      field("filters", &SearchVectorStoreRequest::filters, "Which files may be found."),
      field("ranking_options", &SearchVectorStoreRequest::ranking_options, "How the results are ranked."));
}
constexpr auto describe(Type<SearchContent>) {
  return object("SearchContent", field("type", &SearchContent::type, "Always `text`."),
                field("text", &SearchContent::text, "The text."));
}
constexpr auto describe(Type<VectorStoreSearchResult>) {
  return object("VectorStoreSearchResult", field("file_id", &VectorStoreSearchResult::file_id, "The file's id."),
                field("filename", &VectorStoreSearchResult::filename, "Its name."),
                field("score", &VectorStoreSearchResult::score, "How well it fits, 0 to 1."),
                field("attributes", &VectorStoreSearchResult::attributes, "The file's attributes.").require(),
                field("content", &VectorStoreSearchResult::content, "The chunk."));
}
constexpr auto describe(Type<VectorStoreSearchPage>) {
  return object("VectorStoreSearchPage",
                field("object", &VectorStoreSearchPage::object, "Always `vector_store.search_results.page`."),
                field("search_query", &VectorStoreSearchPage::search_query, "What was looked for."),
                field("data", &VectorStoreSearchPage::data, "The chunks that were found."),
                field("has_more", &VectorStoreSearchPage::has_more, "Always false: everything is on one page."),
                field("next_page", &VectorStoreSearchPage::next_page, "Always null.").require());
}

}  // namespace oaicompat::inline v1
