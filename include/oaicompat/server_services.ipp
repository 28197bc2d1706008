// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/batches/operations.hpp>
#include <oaicompat/resources/batches/service.hpp>
#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/chat/stored_service.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/conversations/service.hpp>
#include <oaicompat/resources/files/operations.hpp>
#include <oaicompat/resources/files/service.hpp>
#include <oaicompat/resources/fine_tuning/operations.hpp>
#include <oaicompat/resources/fine_tuning/service.hpp>
#include <oaicompat/resources/idempotency_keys.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <oaicompat/resources/responses/service.hpp>
#include <oaicompat/resources/uploads/operations.hpp>
#include <oaicompat/resources/uploads/service.hpp>
#include <oaicompat/resources/vector_stores/operations.hpp>
#include <oaicompat/resources/vector_stores/service.hpp>
#include <oaicompat/server.hpp>
#include <oaicompat/stores/memory_store.hpp>

#include <chrono>
#include <memory>
#include <utility>

#undef CreateFile  // a macro of the headers of Windows

namespace oaicompat::inline v1::detail {

// Requests of batches are answered as those of callers are, but by no layer.
inline Backend run_batches(Backend own, const StorePtr& store, FileRepositoryPtr files,
                           std::shared_ptr<WorkerPool> pool, const ServerOptions& options) {
  if (own.offers<CreateBatch>()) return own;
  auto serving = options.serving;
  if (!serving.answers) serving.answers = Writing::as_described;
  BatchesOptions batches{.handler = serve_rows(own, std::move(serving), {}), .clock = options.clock};
  batches.pool = std::move(pool);
  if (!options.store) batches.poll = std::chrono::hours{24};  // nobody else has it
  return batches_beside(std::move(own), store, std::move(files), std::move(batches));
}
inline Backend keep_vectors(Backend own, const FileRepositoryPtr& files, std::shared_ptr<WorkerPool> pool,
                            const ServerOptions& options) {
  VectorStoresOptions vectors{
      .embedding_model = options.embedding_model, .keyword_index = options.keyword_index, .pool = std::move(pool)};
  if (options.vector_index) vectors.vector_index = options.vector_index;
  if (!options.store) vectors.poll = std::chrono::hours{24};  // nobody else has it
  return with_vector_stores(std::move(own), files, std::move(vectors));
}
inline Backend run_fine_tunes(Backend own, const StorePtr& store, FileRepositoryPtr files,
                              std::shared_ptr<WorkerPool> pool, const ServerOptions& options) {
  if (!own.offers<RunGrader>()) own = with_graders(std::move(own), {}, pool);
  if (!options.trainer || own.offers<CreateFineTuningJob>()) return own;
  FineTuningOptions jobs{.clock = options.clock};
  jobs.pool = std::move(pool);
  if (!options.store) jobs.poll = std::chrono::hours{24};  // nobody else has it
  return with_fine_tuning(std::move(own), store, std::move(files), options.trainer, std::move(jobs));
}
// Files, uploads, vector stores, fine-tuning and batches share their threads, as they share the store. Responses search
// the vector stores, and batches run them all.
OAICOMPAT_INLINE Backend derive_services(Backend own, const ServerOptions& options) {
  const auto store = options.store ? options.store : memory_store({.clock = options.clock});
  const bool has_files = own.offers<CreateFile>();
  const auto files = file_repository(
      {.store = store, .blobs = options.blobs ? options.blobs : memory_blobs(), .clock = options.clock});
  const auto pool = std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = 64});
  if (!has_files) {
    own = with_files(std::move(own), files, {.pool = pool});
    if (!own.offers<CreateUpload>()) own = with_uploads(std::move(own), files, {.pool = pool});
    if (!own.offers<CreateVectorStore>()) own = keep_vectors(std::move(own), files, pool, options);
    own = run_fine_tunes(std::move(own), store, files, pool, options);
  }
  if (!own.offers<CreateResponse>())
    own = with_responses(std::move(own),
                         {.store = store, .clock = options.clock, .unknown_tools = options.unknown_tools});
  if (!own.offers<CreateConversation>()) own = with_conversations(std::move(own), store, {.clock = options.clock});
  if (!own.offers<ListChatCompletions>()) own = with_stored_chat(std::move(own), store);
  if (has_files) return own;
  own = run_batches(std::move(own), store, files, pool, options);
  return with_idempotency_keys(std::move(own), store, {.clock = options.clock, .pool = pool});
}

}  // namespace oaicompat::inline v1::detail
