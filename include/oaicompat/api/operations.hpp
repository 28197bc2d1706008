// The operations of text: chat, completions, embeddings, models. Those of other resources have headers of their own.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/base/error.hpp>
#include <oaicompat/types/chat.hpp>
#include <oaicompat/types/completion.hpp>
#include <oaicompat/types/embedding.hpp>
#include <oaicompat/types/model.hpp>

#include <optional>

namespace oaicompat::inline v1 {

// How chunks make a response: in api/accumulate.hpp.
struct ChatStreaming;
struct CompletionStreaming;

/// `POST /chat/completions`: the next message of a conversation, whole or streamed.
struct CreateChatCompletion {
  using Request = ChatRequest;
  using Response = ChatCompletion;
  using Chunk = ChatChunk;
  using Streaming = ChatStreaming;
  static constexpr Endpoint endpoint{"createChatCompletion", "POST", "/chat/completions"};
};

/// `POST /completions`: text that goes on from a prompt (legacy), whole or streamed.
struct CreateCompletion {
  using Request = CompletionRequest;
  using Response = Completion;
  using Chunk = Completion;
  using Streaming = CompletionStreaming;
  static constexpr Endpoint endpoint{"createCompletion", "POST", "/completions"};
  /// Refuses prompts that mix texts and tokens.
  OAICOMPAT_API static std::optional<Error> check(const CompletionRequest& request);
};

/// `POST /embeddings`: vectors that stand for texts.
struct CreateEmbedding {
  using Request = EmbeddingRequest;
  using Response = EmbeddingList;
  static constexpr Endpoint endpoint{"createEmbedding", "POST", "/embeddings"};
  /// Gives the vectors the encoding that was asked for: floats, or base64 of little-endian floats.
  OAICOMPAT_API static void shape(EmbeddingList& response, const EmbeddingRequest& request);
  /// Refuses an encoding that is not known, and input that mixes texts and tokens.
  OAICOMPAT_API static std::optional<Error> check(const EmbeddingRequest& request);
};

/// `GET /models`: the models there are.
struct ListModels {
  using Request = ListModelsRequest;
  using Response = ModelList;
  static constexpr Endpoint endpoint{"listModels", "GET", "/models"};
};

/// `GET /models/{model}`: one model.
struct RetrieveModel {
  using Request = RetrieveModelRequest;
  using Response = Model;
  static constexpr Endpoint endpoint{"retrieveModel", "GET", "/models/{model}"};
};

/// `DELETE /models/{model}`: a model of the caller's own is gone.
struct DeleteModel {
  using Request = DeleteModelRequest;
  using Response = DeletedModel;
  static constexpr Endpoint endpoint{"deleteModel", "DELETE", "/models/{model}"};
};

}  // namespace oaicompat::inline v1
