// stored_chat: chat completions that are kept, over a store.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/stores/store.hpp>

#include <cstddef>
#include <memory>

namespace oaicompat::inline v1 {

/// How completions are kept.
struct StoredChatOptions {
  /// Threads on which the store is asked. Default a pool of its own with at most 64 threads.
  std::shared_ptr<WorkerPool> pool = {};
  /// The most bytes of a streamed completion that is kept. Default 64 MiB.
  std::size_t max_bytes = std::size_t{64} << 20;
};

/// A backend whose chat completions are kept where the request says `store: true`, with the five operations on kept
/// completions beside them.
///
/// A completion is kept once it is whole, just before the end of its answer; one that fails, is cut off or larger than
/// `max_bytes` is not. Where the upstream gives an id twice the later completion counts; where it gives none, a
/// streamed one is kept under an id of its own. The collections are `chat_completions` and
/// `chat_completions/<id>/messages`, the messages that the request had. A completion belongs to the tenant of its
/// request (`tenant_of`): to others it is not there.
///
/// **Threads**: as `Backend`; `chat` must not block, the store may. **Errors**: 404 that names the id; 400 for more
/// than 16 labels. Where the store fails the answer does, with status 500.
OAICOMPAT_API Backend with_stored_chat(Backend chat, StorePtr store, StoredChatOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/chat/stored_service.ipp>
#endif
