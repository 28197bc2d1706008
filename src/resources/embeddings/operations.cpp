// The rows of the operation table for embedding, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/row.ipp>
#include <oaicompat/resources/embeddings/codec.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/embeddings/operations.ipp>
#include <oaicompat/resources/embeddings/types.ipp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateEmbedding>();
