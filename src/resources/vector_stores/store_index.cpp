// The vectors and texts of a vector store's files, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/vector_stores/file_data.ipp>
#include <oaicompat/resources/vector_stores/store_index.ipp>
