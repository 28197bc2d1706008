// The operation of embeddings.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/base/error.hpp>
#include <oaicompat/resources/embeddings/types.hpp>

#include <optional>

namespace oaicompat::inline v1 {

/// `POST /embeddings`: vectors that stand for texts.
struct CreateEmbedding : ApiOperation {
  using Request = EmbeddingRequest;
  using Response = EmbeddingList;
  static constexpr Endpoint endpoint{"createEmbedding", "POST", "/embeddings"};
  /// Gives the vectors the encoding that was asked for: floats, or base64 of little-endian floats.
  OAICOMPAT_API static void shape(EmbeddingList& response, const EmbeddingRequest& request);
  /// Refuses an encoding that is not known, and input that mixes texts and tokens.
  OAICOMPAT_API static std::optional<Error> check(const EmbeddingRequest& request);
};

/// The operations of this room.
using EmbeddingsOperations = OperationList<CreateEmbedding>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/embeddings/operations.ipp>
#include <oaicompat/resources/operations.ipp>
#endif
