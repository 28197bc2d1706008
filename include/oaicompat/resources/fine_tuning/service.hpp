// with_fine_tuning: jobs that train models, over a store, files and a trainer; with_graders: what graders give.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/base/clock.hpp>
#include <oaicompat/base/worker_pool.hpp>
#include <oaicompat/resources/files/repository.hpp>
#include <oaicompat/resources/fine_tuning/trainer.hpp>
#include <oaicompat/resources/graders/grade.hpp>
#include <oaicompat/stores/store.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// How fine-tuning jobs are worked on.
struct FineTuningOptions {
  /// The time. Default the machine's clock. Processes over one store must agree on it to a few seconds.
  ClockPtr clock = real_clock();
  /// Makes ids from prefixes (`ftjob-`). Default `random_id`. Ids must not be guessed.
  std::function<std::string(std::string_view prefix)> id = {};
  /// Threads on which the store is asked. Default a pool of its own with at most 64 threads.
  std::shared_ptr<WorkerPool> pool = {};
  /// Which graders jobs of the method `reinforcement` may have.
  GradersOptions graders = {};
  /// What `organization_id` and the names of models say. Default `org-local` and `local`.
  std::string organization_id = "org-local";
  std::string organization = "local";
  /// The most jobs that are trained at once in this process; others wait. Default 2.
  std::size_t jobs_at_once = 2;
  /// How long a job may take, pauses included; then it fails with `job_expired`. Default 7 days.
  std::chrono::seconds window = std::chrono::hours{24 * 7};
  /// The least examples of a training file. Default 10.
  std::int64_t min_examples = 10;
  /// The most examples of the method `reinforcement`: of a training file 50,000, of a validation file 1,000.
  std::int64_t max_reinforcement_examples = 50'000;
  std::int64_t max_reinforcement_validation = 1'000;
  /// The most bytes of a file of examples. Default 1 GiB.
  std::uint64_t max_file_bytes = std::uint64_t{1} << 30;
  /// The most bytes of an example. Default 16 MiB.
  std::size_t max_example_bytes = std::size_t{16} << 20;
  /// How many checkpoints of a job are kept, the last ones. Default 3.
  std::size_t checkpoints_kept = 3;
  /// The most events of a job that are kept. Beyond, the oldest go, up to 100 more than must, and with them their rows
  /// of the result file. Default 10,000.
  std::size_t max_events = 10'000;
  /// The most bytes that a trainer saves with a checkpoint. Default 64 KiB.
  std::size_t max_state_bytes = std::size_t{64} << 10;
  /// How long a job stays with a process that gives no sign of life; so long after it was killed another one, or the
  /// same one started again, goes on. Default 30 s.
  std::chrono::seconds lease = std::chrono::seconds{30};
  /// How often a process looks for jobs that others took in or left. Default 5 s.
  std::chrono::milliseconds poll = std::chrono::seconds{5};
  /// How often a job that never comes further is taken before it fails. Default 5 times.
  int max_attempts = 5;
  /// What `openai-poll-after-ms` tells those who ask for a job that has not ended. Default 1 s.
  std::chrono::milliseconds poll_after = std::chrono::seconds{1};
  /// Who may let projects use checkpoints: the API lets administrators. Default whoever may see the job.
  std::function<bool(const Context& context)> may_permit = {};
};

/// A backend's operations with the eleven of fine-tuning jobs beside them, and the models that came of jobs among its
/// models.
///
/// A job's files are read from `files` and checked whole by the rules of its method; what is wrong with them fails the
/// job. Then `trainer` trains, on a thread of a worker. What it tells is kept in `store` before it goes on: events,
/// checkpoints, and with them from where to go on. When the process ends or is killed, the next one over the store goes
/// on from the last checkpoint; steps since then are done again, and their events may stand twice. What was measured is
/// a file with purpose `fine-tune-results`: a CSV in base64, as the API has it. Of very many events the last ones are
/// kept (`max_events`).
///
/// `GET /models` lists the models of the caller's jobs, their kept checkpoints too, after those of `beside`, and
/// `DELETE /models/{model}` removes them. Requests for them are answered by `beside`, as it is the host that has them.
/// Permissions of checkpoints are kept and listed; nothing else looks at them.
///
/// A job belongs to the tenant of the request that made it (`tenant_of`): to others it is not there. The collections
/// are `fine_tuning_jobs`, `fine_tuned_models` and `jobs/fine_tune`.
///
/// **Lifetime**: the last copy of the backend stops the jobs of this process, and waits for their trainers; another one
/// goes on with them. **Threads**: as `Backend`; store and files may block. **Errors**: 400 for what a job cannot be,
/// also to cancel, pause or resume it in a state that has none of it; 404 that names the id; 409 to resume a job whose
/// trainer has not noticed the pause yet. Errors of the store have status 500.
OAICOMPAT_API Backend with_fine_tuning(Backend beside, StorePtr store, FileRepositoryPtr files, TrainerPtr trainer,
                                       FineTuningOptions options = {});

/// A backend's operations with those that run and validate graders beside them. Models that grade are its own.
/// **Threads**: as `Backend`; graders run on `pool`, by default one of its own with at most 16 threads. **Errors**: 400
/// for a grader that cannot be run. What goes wrong in one that runs is in its answer.
OAICOMPAT_API Backend with_graders(Backend beside, GradersOptions options = {}, std::shared_ptr<WorkerPool> pool = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/fine_tuning/graders.ipp>
#include <oaicompat/resources/fine_tuning/service.ipp>
#endif
