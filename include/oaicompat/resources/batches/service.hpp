// with_batches: batches, over a store and files.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/resources/batches/operations.hpp>
#include <oaicompat/resources/files/repository.hpp>
#include <oaicompat/stores/store.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {

/// How batches are worked through.
struct BatchesOptions {
  /// What answers the requests of batches. Default the operations of the backend that batches are put beside, without
  /// the layers of a server: limits and logs are for what callers wait for.
  Handler handler = {};
  /// The time. Default the machine's clock. Processes over one store must agree on it to a few seconds.
  ClockPtr clock = real_clock();
  /// Makes ids from prefixes (`batch_`). Default `random_id`. Where there are no keys, anyone who knows the id of a
  /// batch can read it: ids must not be guessed.
  std::function<std::string(std::string_view prefix)> id = {};
  /// Threads on which the store is asked. Default a pool of its own with at most 64 threads.
  std::shared_ptr<WorkerPool> pool = {};
  /// The most batches that are worked on at once in this process; others wait. Default 2.
  std::size_t batches_at_once = 2;
  /// The most requests of a batch that run at once, on a thread each. Default 16.
  std::size_t requests_at_once = 16;
  /// The most results that wait to be kept, and so may have to be made again after a kill. Default 256.
  std::size_t results_at_once = 256;
  /// The most bytes of results that wait to be kept. Default 1 MiB.
  std::size_t result_bytes_at_once = std::size_t{1} << 20;
  /// The time in which a batch is worked through; what has not been run by then is not. Default 24 h, as the API says.
  std::chrono::seconds window = std::chrono::hours{24};
  /// The most requests of a file. Default 50,000.
  std::size_t max_requests = 50'000;
  /// The most bytes of an input file. Default 200 MB.
  std::size_t max_file_bytes = 200'000'000;
  /// The most bytes of a request in a file. Default 64 MiB.
  std::size_t max_request_bytes = std::size_t{64} << 20;
  /// The most inputs of all requests of a file for embeddings. Default 50,000.
  std::size_t max_inputs = 50'000;
  /// The most errors of an input file that are listed; reading ends there. Default 1,000.
  std::size_t max_errors = 1'000;
  /// How often a request is run again that was answered with 500, 502 or 504. Those that were answered with 429 or 503
  /// are run again until the time of the batch runs out. Default 2 times.
  int max_retries = 2;
  /// How long to wait before the first of these, where the answer does not say; twice as long before each next one, up
  /// to a minute. Default 500 ms.
  std::chrono::milliseconds retry_after = std::chrono::milliseconds{500};
  /// How long a batch stays with a process that gives no sign of life; so long after it was killed another one, or the
  /// same one started again, goes on. Default 30 s.
  std::chrono::seconds lease = std::chrono::seconds{30};
  /// How often a process looks for batches that others took in or left. Default 5 s.
  std::chrono::milliseconds poll = std::chrono::seconds{5};
  /// How often a batch that never comes further is taken before it fails. Default 5 times.
  int max_attempts = 5;
  /// What `openai-poll-after-ms` tells those who ask for a batch that has not ended. Default 1 s.
  std::chrono::milliseconds poll_after = std::chrono::seconds{1};
};

/// A backend's operations with the four of batches beside them.
///
/// A batch's input file is read from `files`, checked whole, and run a request after the other by
/// `BatchesOptions::handler`, with the principal and the tenant of who made it; what came of it is two more files. Each
/// result is kept in `store` before it is counted. When the process ends or is killed, batches are gone on with by the
/// next one over the store, and no request is run again whose result was kept. What may be run twice are the requests
/// that ran at a kill and those whose results waited to be kept: at most `requests_at_once` and `results_at_once`. Each
/// has the field `Idempotency-Key`, the same both times.
///
/// A request that is answered with a 2xx is a line of the output file, any other one of the error file. A batch that is
/// cancelled or expires has the results that were there; requests that were not run are lines of the error file.
/// A batch belongs to the tenant of the request that made it (`tenant_of`): to others it is not there. The collections
/// are `batches`, `batches/<id>/results` and `jobs/batch`; the results of a batch that runs must fit into the store.
///
/// **Lifetime**: the last copy of the backend stops the batches of this process; another one goes on with them.
/// **Threads**: as `Backend`; store and files may block. **Errors**: 400 for what a batch cannot be, 404 that names the
/// id, 409 where it is too late to cancel. What is wrong with an input file fails the batch. Errors of the store have
/// status 500.
inline Backend with_batches(Backend beside, StorePtr store, FileRepositoryPtr files, BatchesOptions options = {});

namespace detail {
// The same, for which a handler is given.
OAICOMPAT_API Backend batches_beside(Backend beside, StorePtr store, FileRepositoryPtr files, BatchesOptions options);
}  // namespace detail

inline Backend with_batches(Backend beside, StorePtr store, FileRepositoryPtr files, BatchesOptions options) {
  if (!options.handler) options.handler = serve(beside);
  return detail::batches_beside(std::move(beside), std::move(store), std::move(files), std::move(options));
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/batches/service.ipp>
#endif
