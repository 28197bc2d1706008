// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/ask_blocking.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/resources/fine_tuning/checks.ipp>
#include <oaicompat/resources/fine_tuning/operations.hpp>
#include <oaicompat/resources/fine_tuning/result_file.ipp>
#include <oaicompat/resources/models/operations.hpp>
#include <oaicompat/stores/job_workers.hpp>

#include <random>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

inline FineTuningOptions complete(FineTuningOptions options) {
  if (!options.id) options.id = [](std::string_view prefix) { return random_id(prefix); };
  if (!options.pool) options.pool = std::make_shared<WorkerPool>(WorkerPoolOptions{.max_threads = 64});
  options.jobs_at_once = std::max<std::size_t>(options.jobs_at_once, 1);
  return options;
}

// The operations, and the workers of this process.
class StoredFineTunes {
 public:
  StoredFineTunes(Backend beside, StorePtr store, FileRepositoryPtr files, TrainerPtr trainer,
                  FineTuningOptions options)
      : beside_{std::move(beside)},
        options_{complete(std::move(options))},
        queue_{store, {.clock = options_.clock, .lease = options_.lease, .max_attempts = options_.max_attempts}},
        work_{std::make_shared<const FineTuneWork>(FineTuneWork{.options = options_,
                                                                .store = std::move(store),
                                                                .files = std::move(files),
                                                                .trainer = std::move(trainer),
                                                                .queue = queue_})},
        workers_{queue_,
                 std::string{fine_tune_kind},
                 [work = work_](JobLease& lease) {
                   FineTuneRun{work, lease}.run();
                 },
                 {.at_once = options_.jobs_at_once, .poll = options_.poll}} {}

  // --- jobs ---

  Result<FineTuningJob> create(const CreateFineTuningJobRequest& request, const Context& context) {
    if (auto error = FineTuneChecker{options_.graders}.look(request)) return *std::move(error);
    if (work_->trainer->refuse) {
      if (auto error = work_->trainer->refuse(request, context)) return *std::move(error);
    }
    if (auto error = bad_file(request.training_file, "training_file", context)) return *std::move(error);
    if (request.validation_file) {
      if (auto error = bad_file(*request.validation_file, "validation_file", context)) return *std::move(error);
    }
    auto record = record_of(request, context);
    record.events = 2;
    const auto& job = record.job;
    const auto kept = repository(context);
    auto told = "Validating training file: " + job.training_file.str();
    if (job.validation_file) told += " and validation file: " + job.validation_file->str();
    const auto added = queue_.enqueue(
        {.name = name_of(job.id, context)},
        {kept.put(record, Change::absent), kept.put_event(job.id, event("Created fine-tuning job: " + job.id.str())),
         kept.put_event(job.id, event(told))});
    if (!added) return added.error();
    tell_when_to_poll(job, context);
    return job;
  }

  Result<FineTuningJobList> list(const ListFineTuningJobsRequest& request, const Context& context) {
    return repository(context).list(request);
  }
  Result<FineTuningJob> retrieve(const RetrieveFineTuningJobRequest& request, const Context& context) {
    auto found = repository(context).read(request.fine_tuning_job_id);
    if (!found) return found.error();
    if (is_left_behind(found->record, context)) {
      return change(request.fine_tuning_job_id, context, [&](FineTuneRecord& record) -> Result<std::string> {
        expire(record.job);
        return std::string{"The job was not done within its time."};
      });
    }
    tell_when_to_poll(found->record.job, context);
    return std::move(found->record.job);
  }
  Result<FineTuningJob> cancel(const CancelFineTuningJobRequest& request, const Context& context) {
    auto done = change(request.fine_tuning_job_id, context, [&](FineTuneRecord& record) -> Result<std::string> {
      if (record.job.status == FineTuningJobStatus::cancelled) return std::string{};
      if (!is_pending(record.job) && !is_paused(record.job)) return too_late("cancel", record.job);
      record.job.status = FineTuningJobStatus::cancelled;
      record.job.finished_at = options_.clock->unix_time();
      record.job.estimated_finish = null;
      return std::string{"Fine-tuning job cancelled"};
    });
    return stop_worker(std::move(done), context);
  }
  Result<FineTuningJob> pause(const PauseFineTuningJobRequest& request, const Context& context) {
    auto done = change(request.fine_tuning_job_id, context, [&](FineTuneRecord& record) -> Result<std::string> {
      if (is_paused(record.job)) return std::string{};
      if (!is_pending(record.job)) return too_late("pause", record.job);
      record.job.status = paused_job;
      record.job.estimated_finish = null;
      return std::string{"Fine-tuning job paused"};
    });
    return stop_worker(std::move(done), context);
  }
  // The worker of before must have seen the pause: there is one job of a name in the queue.
  Result<FineTuningJob> resume(const ResumeFineTuningJobRequest& request, const Context& context) {
    const auto kept = repository(context);
    return without_conflict([&]() -> Result<FineTuningJob> {
      auto found = kept.read(request.fine_tuning_job_id);
      if (!found) return found.error();
      auto& job = found->record.job;
      if (!is_paused(job)) return too_late("resume", job);
      const auto name = name_of(job.id, context);
      const auto before = queue_.find(name);
      if (!before) return before.error();
      if (*before) return still_pausing(job);
      job.status = found->record.validated ? FineTuningJobStatus::queued : FineTuningJobStatus::validating_files;
      auto changes = changed(kept, *found, "Fine-tuning job resumed by request");
      if (!changes) return changes.error();
      const auto added = queue_.enqueue({.name = name}, *std::move(changes));
      if (!added) return added.error();
      tell_when_to_poll(job, context);
      return std::move(job);
    });
  }
  Result<FineTuningJobEventList> events(const ListFineTuningEventsRequest& request, const Context& context) {
    return repository(context).events(request);
  }
  Result<FineTuningJobCheckpointList> checkpoints(const ListFineTuningJobCheckpointsRequest& request,
                                                  const Context& context) {
    return repository(context).checkpoints(request);
  }

  // --- permissions ---

  Result<CheckpointPermissionList> permissions(const ListCheckpointPermissionsRequest& request,
                                               const Context& context) {
    if (auto error = not_permitted(context)) return *std::move(error);
    return repository(context).permissions(request);
  }
  Result<CheckpointPermissionList> permit(const CreateCheckpointPermissionRequest& request, const Context& context) {
    if (auto error = not_permitted(context)) return *std::move(error);
    if (request.project_ids.empty() || request.project_ids.size() > 100)
      return api_error(400, "'project_ids' must have 1 to 100 projects.", "invalid_value", "project_ids");
    const auto kept = repository(context);
    const auto& model = request.fine_tuned_model_checkpoint;
    const auto known = kept.model(model);
    if (!known) return known.error();
    if (!*known) return no_such_checkpoint(model);
    CheckpointPermissionList out;
    std::vector<Change> changes;
    for (const auto& project : request.project_ids) {
      CheckpointPermission made;
      made.id = Text{options_.id("cp_")};
      made.created_at = options_.clock->unix_time();
      made.project_id = project;
      changes.push_back(kept.put_permission(model, made));
      out.data.push_back(std::move(made));
    }
    if (auto written = kept.write(std::move(changes)); !written) return written.error();
    out.first_id = out.data.front().id;
    out.last_id = out.data.back().id;
    return out;
  }
  Result<DeletedCheckpointPermission> forbid(const DeleteCheckpointPermissionRequest& request, const Context& context) {
    if (auto error = not_permitted(context)) return *std::move(error);
    const auto kept = repository(context);
    const auto known = kept.model(request.fine_tuned_model_checkpoint);
    if (!known) return known.error();
    if (!*known) return no_such_checkpoint(request.fine_tuned_model_checkpoint);
    if (request.permission_id.empty()) return no_such_permission("");
    const auto gone = kept.write({kept.remove_permission(request.fine_tuned_model_checkpoint, request.permission_id)});
    if (!gone && is_conflict(gone.error())) return no_such_permission(request.permission_id);
    if (!gone) return gone.error();
    DeletedCheckpointPermission out;
    out.id = request.permission_id;
    return out;
  }

  // --- models ---

  Result<ModelList> list_models(const ListModelsRequest& request, const Context& context) {
    ModelList out;
    if (beside_.offers<ListModels>()) {
      auto others = ask_beside<ListModels>(request, context);
      if (!others) return others;
      out = *std::move(others);
    }
    auto own = repository(context).models();
    if (!own) return own.error();
    out.data.insert(out.data.end(), own->begin(), own->end());
    return out;
  }
  Result<Model> retrieve_model(const RetrieveModelRequest& request, const Context& context) {
    auto own = repository(context).model(request.model);
    if (!own) return own.error();
    if (*own) return **std::move(own);
    return beside_.offers<RetrieveModel>() ? ask_beside<RetrieveModel>(request, context) : no_model(request.model);
  }
  Result<DeletedModel> delete_model(const DeleteModelRequest& request, const Context& context) {
    const auto kept = repository(context);
    const auto own = kept.model(request.model);
    if (!own) return own.error();
    if (!*own && !beside_.offers<DeleteModel>()) return no_model(request.model);
    if (!*own) return ask_beside<DeleteModel>(request, context);
    if (auto written = kept.write({kept.remove_model(request.model)}); !written) return written.error();
    DeletedModel out;
    out.id = request.model;
    return out;
  }

  WorkerPool& pool() const { return *options_.pool; }

 private:
  FineTuneRepository repository(const Context& context) const { return {work_->store, tenant_of(context)}; }
  static JobName name_of(const Text& id, const Context& context) {
    return {std::string{fine_tune_kind}, tenant_of(context), id.str()};
  }
  FineTuningJobEvent event(std::string_view message) const {
    return fine_tune_event(options_, FineTuningEventLevel::info, message);
  }

  FineTuneRecord record_of(const CreateFineTuningJobRequest& request, const Context& context) const {
    FineTuneRecord out;
    auto& job = out.job;
    job.id = Text{options_.id("ftjob-")};
    job.created_at = options_.clock->unix_time();
    job.error = null;
    job.fine_tuned_model = null;
    job.finished_at = null;
    job.trained_tokens = null;
    job.validation_file = null;
    job.estimated_finish = null;
    job.model = request.model;
    job.organization_id = Text{options_.organization_id};
    job.training_file = request.training_file;
    if (request.validation_file) job.validation_file = *request.validation_file;
    job.integrations = request.integrations.value_or(std::vector<FineTuningIntegration>{});
    job.seed = request.seed ? *request.seed : static_cast<std::int64_t>(std::random_device{}() & 0x7FFFFFFF);
    job.method = whole_method(request);
    job.hyperparameters = old_hyperparameters(*job.method);
    job.metadata = null;
    if (request.metadata) job.metadata = *request.metadata;
    if (request.suffix) out.suffix = *request.suffix;
    out.principal = Text{context.principal};
    if (context.tenant) out.tenant = Text{*context.tenant};
    out.deadline = job.created_at + options_.window.count();
    return out;
  }

  // The job as it is now, and an event that says what was done.
  Result<std::vector<Change>> changed(const FineTuneRepository& kept, StoredFineTune& job,
                                      std::string_view done) const {
    std::vector<Change> out{kept.put_event(job.record.job.id, event(done))};
    if (auto bounded = kept.bound_events(job.record, out, options_.max_events); !bounded) return bounded.error();
    out.push_back(kept.put(job.record, job.revision));
    return out;
  }
  // Reads a job, edits it, and writes it with an event that says what was done; nothing where that is empty.
  template <class Edit>
  Result<FineTuningJob> change(const Text& id, const Context& context, Edit edit) const {
    const auto kept = repository(context);
    return without_conflict([&]() -> Result<FineTuningJob> {
      auto found = kept.read(id);
      if (!found) return found.error();
      const auto done = edit(found->record);
      if (!done) return done.error();
      if (done->empty()) return std::move(found->record.job);
      auto changes = changed(kept, *found, *done);
      if (!changes) return changes.error();
      const auto written = kept.write(*std::move(changes));
      if (!written) return written.error();
      return std::move(found->record.job);
    });
  }
  Result<FineTuningJob> stop_worker(Result<FineTuningJob> job, const Context& context) const {
    if (!job) return job;
    if (auto told = queue_.cancel(name_of(job->id, context)); !told) return told.error();
    return job;
  }

  // No worker looks at a job that is paused, nor at one whose work was lost between two writes.
  bool is_left_behind(const FineTuneRecord& record, const Context& context) const {
    if (options_.clock->unix_time() < record.deadline) return false;
    if (is_paused(record.job)) return true;
    if (!is_pending(record.job)) return false;
    const auto queued = queue_.find(name_of(record.job.id, context));
    return queued && !*queued;
  }
  void expire(FineTuningJob& job) const {
    FineTuningJobError error;
    error.code = Text::literal("job_expired");
    error.message = Text::literal("The job was not done within its time.");
    error.param = null;
    job.status = FineTuningJobStatus::failed;
    job.finished_at = options_.clock->unix_time();
    job.error = std::move(error);
  }
  static Error too_late(const std::string& what, const FineTuningJob& job) {
    return api_error(400, "Cannot " + what + " a job with status '" + std::string{job.status.word()} + "'.",
                     "invalid_job_state");
  }
  static Error still_pausing(const FineTuningJob& job) {
    auto error =
        api_error(409, "The job '" + job.id.str() + "' is still being paused. Please try again.", "job_still_pausing");
    error.headers.set("x-should-retry", "true");
    return error;
  }
  void tell_when_to_poll(const FineTuningJob& job, const Context& context) const {
    if (is_pending(job) && context.on_passed)
      context.on_passed({{"openai-poll-after-ms", std::to_string(options_.poll_after.count())}});
  }
  std::optional<Error> bad_file(const Text& id, const std::string& param, const Context& context) const {
    const auto file = work_->files->find(tenant_of(context), id);
    if (!file && file.error().status != 404) return file.error();
    if (file && file->purpose == FilePurpose::fine_tune) return std::nullopt;
    return api_error(
        400,
        file ? "The file " + id.str() + " must have the purpose 'fine-tune'." : "invalid " + param + ": " + id.str(),
        "invalid_" + param, param);
  }
  std::optional<Error> not_permitted(const Context& context) const {
    if (!options_.may_permit || options_.may_permit(context)) return std::nullopt;
    return api_error(403, "Permissions of checkpoints are for administrators.", "insufficient_permissions");
  }
  static Error no_model(const Text& name) {
    return api_error(404, "The model '" + name.str() + "' does not exist, or you may not use it.", "model_not_found",
                     "model");
  }
  template <Operation Op>
  Result<typename Op::Response> ask_beside(const typename Op::Request& request, const Context& context) const {
    auto came = ask_blocking<Op>(beside_, Parsed<typename Op::Request>{request}, context);
    if (!came) return came.error();
    if (!*came) return not_offered(Op::endpoint);
    return **std::move(came);
  }

  const Backend beside_;
  const FineTuningOptions options_;
  const JobQueue queue_;
  const std::shared_ptr<const FineTuneWork> work_;
  const JobWorkers workers_;
};

template <Operation Op>
void offer_fine_tunes(Backend& to, const std::shared_ptr<StoredFineTunes>& kept,
                      Result<typename Op::Response> (StoredFineTunes::*how)(const typename Op::Request&,
                                                                            const Context&)) {
  to.on<Op>([kept, how](Parsed<typename Op::Request> request, const Context& context) {
    return ask_store<typename Op::Response>(
        kept->pool(), context, [kept, how, request, context] { return (kept.get()->*how)(*request, context); });
  });
}

}  // namespace detail

OAICOMPAT_INLINE Backend with_fine_tuning(Backend beside, StorePtr store, FileRepositoryPtr files, TrainerPtr trainer,
                                          FineTuningOptions options) {
  using detail::offer_fine_tunes;
  using Service = detail::StoredFineTunes;
  const auto kept =
      std::make_shared<Service>(beside, std::move(store), std::move(files), std::move(trainer), std::move(options));
  offer_fine_tunes<CreateFineTuningJob>(beside, kept, &Service::create);
  offer_fine_tunes<ListFineTuningJobs>(beside, kept, &Service::list);
  offer_fine_tunes<RetrieveFineTuningJob>(beside, kept, &Service::retrieve);
  offer_fine_tunes<CancelFineTuningJob>(beside, kept, &Service::cancel);
  offer_fine_tunes<PauseFineTuningJob>(beside, kept, &Service::pause);
  offer_fine_tunes<ResumeFineTuningJob>(beside, kept, &Service::resume);
  offer_fine_tunes<ListFineTuningEvents>(beside, kept, &Service::events);
  offer_fine_tunes<ListFineTuningJobCheckpoints>(beside, kept, &Service::checkpoints);
  offer_fine_tunes<ListCheckpointPermissions>(beside, kept, &Service::permissions);
  offer_fine_tunes<CreateCheckpointPermission>(beside, kept, &Service::permit);
  offer_fine_tunes<DeleteCheckpointPermission>(beside, kept, &Service::forbid);
  offer_fine_tunes<ListModels>(beside, kept, &Service::list_models);
  offer_fine_tunes<RetrieveModel>(beside, kept, &Service::retrieve_model);
  offer_fine_tunes<DeleteModel>(beside, kept, &Service::delete_model);
  return beside;
}

}  // namespace oaicompat::inline v1
