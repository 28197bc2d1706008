// Search over vectors, words and attributes, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/search/attribute_filter.ipp>
#include <oaicompat/search/chunks.ipp>
#include <oaicompat/search/fusion.ipp>
#include <oaicompat/search/vector_index.ipp>
