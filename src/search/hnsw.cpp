// The index of many vectors over hnswlib, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/search/hnsw_index.ipp>
