// with_idempotency_keys: a request that makes something is answered once for its `Idempotency-Key`.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/stores/store.hpp>

#include <chrono>
#include <cstddef>
#include <memory>

namespace oaicompat::inline v1 {

/// How keys of requests are kept.
struct IdempotencyOptions {
  /// The time. Default the machine's clock. Processes over one store must agree on it to a few seconds.
  ClockPtr clock = real_clock();
  /// How long an answer is kept. Default 24 h.
  std::chrono::seconds kept_for = std::chrono::hours{24};
  /// How long a key is taken by a request that was not answered, because its process was killed. Default 60 s.
  std::chrono::seconds lease = std::chrono::seconds{60};
  /// The most keys of a tenant that are kept; beyond, the oldest go, up to 64 more in each process. Default 1,000 keys.
  std::size_t max_keys = 1'000;
  /// Threads on which requests with a key are answered. Default a pool of its own with at most 64 threads.
  std::shared_ptr<WorkerPool> pool = {};
};

/// A backend's operations, of which those that make a file, an upload, a part, a batch, a vector store, a file or file
/// batch in it, a fine-tuning job or a checkpoint's permission look at the field `Idempotency-Key` of their request.
///
/// The first answer to a key is kept in `store`, in the collection `idempotency_keys` of the tenant (`tenant_of`), with
/// a digest of the request. The same request again gets that answer, and nothing is made; while the first one is being
/// answered by this process, it waits. Keys of different operations differ. An error is not kept: the next request with
/// the key is answered anew. So is one behind a process that was killed after it had made something and before it kept
/// the answer, once `lease` is over.
///
/// **Threads**: as `Backend`; the store may block. **Errors**: 409 with code `idempotency_key_reused` for a key that
/// another request had, which is not to be tried again; 409 with code `idempotency_key_in_use` for one whose request is
/// being answered by another process, which is. Errors of the store have status 500.
OAICOMPAT_API Backend with_idempotency_keys(Backend beside, StorePtr store, IdempotencyOptions options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/idempotency_keys.ipp>
#endif
