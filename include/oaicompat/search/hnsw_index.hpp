// hnsw_index: an index of many vectors that looks at few of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/config.hpp>
#include <oaicompat/search/vector_index.hpp>

#include <cstddef>

namespace oaicompat::inline v1 {

/// How an index by HNSW is made.
struct HnswOptions {
  /// Up to how many vectors all are looked at, without a graph. Default 20,000.
  std::size_t exact_up_to = 20'000;
  /// How many neighbours a vector has in the graph, 2 to 100. Default 16.
  std::size_t neighbours = 16;
  /// How many candidates are looked at for the neighbours of a new vector. Default 200.
  std::size_t candidates_to_add = 200;
  /// How many candidates a search looks at, or as many as it is to find. Default 160.
  std::size_t candidates_to_search = 160;
};

/// An index over a graph by hnswlib, where there are many vectors: approximate, and so much faster than `exact_index`.
/// A search that accepts not all looks at every vector, and is exact. A new vector costs as much as several searches;
/// when `exact_up_to` is passed the graph is made of all of them at once. A removed vector keeps its memory until as
/// many are removed as are left: then the graph is made again. Part of `oaicompat::hnsw`.
///
/// **Errors**: as `VectorIndex`, and 500 where memory is short.
OAICOMPAT_API VectorIndexPtr hnsw_index(std::size_t dimensions, HnswOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/search/hnsw_index.ipp>
#endif
