// with_batches: batches, over a store and files.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/http/handler.hpp>
#include <oaicompat/resources/batches/files.hpp>
#include <oaicompat/resources/batches/operations.hpp>
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

namespace detail {
OAICOMPAT_API Backend with_batches(Backend beside, StorePtr store, BatchFilesPtr files, BatchesOptions options);
}  // namespace detail

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/batches/service.ipp>
#endif
