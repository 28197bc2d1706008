// How far a fine-tuning job is brought, as part of service.ipp.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/guarded.hpp>
#include <oaicompat/base/random_id.hpp>
#include <oaicompat/resources/batches/input.hpp>
#include <oaicompat/resources/fine_tuning/checks.ipp>
#include <oaicompat/resources/fine_tuning/codec.hpp>
#include <oaicompat/resources/fine_tuning/examples.hpp>
#include <oaicompat/resources/fine_tuning/run.hpp>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace oaicompat::inline v1::detail {

inline FineTuningJobEvent fine_tune_event(const FineTuningOptions& options, FineTuningEventLevel level,
                                          std::string_view message) {
  FineTuningJobEvent out;
  out.id = Text{options.id("ftevent-")};
  out.created_at = options.clock->unix_time();
  out.level = level;
  out.message = Text{message};
  out.type = FineTuningEventType::message;
  return out;
}

inline std::string_view job_tail(std::string_view id) { return id.starts_with("ftjob-") ? id.substr(6) : id; }
// `ft:<model>:<organization>:<suffix>:<id>`; of a model that was trained before, by the name that it began with.
inline std::string trained_name(const FineTuneRecord& record, const FineTuningOptions& options) {
  std::string_view base = record.job.model.view();
  if (base.starts_with("ft:")) base = base.substr(3, base.find(':', 3) - 3);
  return "ft:" + std::string{base} + ":" + options.organization + ":" + record.suffix.value_or(Text{}).str() + ":" +
         std::string{job_tail(record.job.id)};
}

inline FineTuneRun::FineTuneRun(std::shared_ptr<const FineTuneWork> work, JobLease& lease)
    : work_{std::move(work)},
      lease_{lease},
      name_{lease.job().name},
      repository_{work_->store, lease.job().name.tenant} {}

// What fails here fails for want of a store or of files: the job is left, and taken again later.
inline void FineTuneRun::run() { (void)go_on(); }

inline Result<void> FineTuneRun::go_on() {
  while (!must_stop()) {
    auto found = repository_.read(name_.key);
    if (!found && found.error().status == 404) return lease_.finish();
    if (!found) return found.error();
    record_ = std::move(found->record);
    context_.principal = record_.principal.str();
    context_.request_id = name_.key;
    if (record_.tenant) context_.tenant = record_.tenant->str();
    model_name_ = trained_name(record_, options());
    state_ = record_.state.str();
    if (!is_pending(record_.job)) return lease_.finish();
    if (lease_.is_cancelled()) return requeue();
    if (lease_.is_exhausted()) return fail("server_error", "The job could not be worked through.");
    if (now() >= record_.deadline) return fail("job_expired", "The job was not done within its time.");
    auto done = record_.validated ? train() : validate();
    const bool over = !done && done.error().kind == ErrorKind::cancelled;  // it is looked at again
    if (lease_.has_ended() || (!done && !over)) return done;
  }
  return {};
}

// It was cancelled to be paused, and resumed before this process had seen either.
inline Result<void> FineTuneRun::requeue() {
  auto job = lease_.job();
  if (auto finished = lease_.finish(); !finished) return finished;
  return work_->queue.enqueue({.name = job.name, .payload = job.payload});
}

// --- the record ----------------------------------------------------------------------------------------------------

inline Result<void> FineTuneRun::update(const Edit& edit, std::vector<Change> with, Last last) {
  while (true) {
    auto found = repository_.read(name_.key);
    if (!found) return found.error();
    if (!is_pending(found->record.job) || must_stop()) {
      stop_.request_stop();
      return local_error(ErrorKind::cancelled, "The job is to stop.");
    }
    auto next = std::move(found->record);
    edit(next);
    auto changes = with;
    if (auto bounded = repository_.bound_events(next, changes, options().max_events); !bounded) return bounded;
    changes.push_back(repository_.put(next, found->revision));
    auto done = last == Last::yes ? lease_.finish(std::move(changes)) : lease_.write(std::move(changes));
    if (!done && is_conflict(done.error()) && !lease_.is_lost()) continue;  // somebody paused it meanwhile
    if (done) record_ = std::move(next);
    return done;
  }
}
inline Change FineTuneRun::event(FineTuningEventLevel level, std::string_view message) const {
  return repository_.put_event(name_.key, fine_tune_event(options(), level, message));
}

inline Result<void> FineTuneRun::fail(std::string_view code, std::string_view message, std::string_view param) {
  FineTuningJobError error;
  error.code = Text{code};
  error.message = Text{message};
  error.param = param.empty() ? Maybe<Text>{null} : Maybe<Text>{Text{param}};
  return fail(error);
}
inline Result<void> FineTuneRun::fail(const FineTuningJobError& error) {
  return update(
      [&](FineTuneRecord& record) {
        record.job.status = Status::failed;
        record.job.finished_at = now();
        record.job.estimated_finish = null;
        record.job.error = error;
      },
      {event(FineTuningEventLevel::error, error.message)}, Last::yes);
}

// --- validating ----------------------------------------------------------------------------------------------------

inline Result<std::optional<FineTuningJobError>> FineTuneRun::check_file(const Text& id, bool is_training) const {
  const auto file = work_->files->open(name_.tenant, id);
  const std::string_view param = is_training ? "training_file" : "validation_file";
  if (!file && file.error().status == 404) {
    FineTuningJobError error;
    error.code = Text{"invalid_" + std::string{param}};
    error.message = Text{"The file " + id.str() + " is no longer there."};
    error.param = Text{param};
    return std::optional{std::move(error)};
  }
  if (!file) return file.error();
  ExampleRules rules{
      .method = record_.job.method.value_or(FineTuneMethod{}).type.known().value_or(FineTuneMethodType::supervised),
      .least = is_training ? options().min_examples : 1,
      .max_line_bytes = options().max_example_bytes,
      .max_bytes = options().max_file_bytes,
      .param = param,
      .name = is_training ? "Training file" : "Validation file"};
  if (rules.method == FineTuneMethodType::reinforcement)
    rules.most = is_training ? options().max_reinforcement_examples : options().max_reinforcement_validation;
  return check_examples(file->bytes, rules, lease_.stop_token());
}

inline Result<void> FineTuneRun::validate() {
  auto wrong = check_file(record_.job.training_file, true);
  if (!wrong) return wrong.error();
  if (!*wrong && record_.job.validation_file) {
    wrong = check_file(*record_.job.validation_file, false);
    if (!wrong) return wrong.error();
  }
  if (*wrong) return fail(**wrong);
  return update(
      [](FineTuneRecord& record) {
        record.validated = true;
        record.job.status = Status::queued;
      },
      {event("Files validated, moving job to queued state")});
}

// --- training ------------------------------------------------------------------------------------------------------

class FileExamples final : public TrainingExamples {
 public:
  FileExamples(BlobReaderPtr file, std::size_t max_line_bytes) : lines_{std::move(file), max_line_bytes} {}
  Result<bool> next(std::string& line) override { return lines_.next(line); }

 private:
  BatchLineReader lines_;
};
inline Result<TrainingExamplesPtr> FineTuneRun::open(const Text& file) const {
  const auto found = work_->files->open(name_.tenant, file);
  if (!found) return found.error();
  return TrainingExamplesPtr{std::make_unique<FileExamples>(found->bytes, options().max_example_bytes)};
}
inline Result<TrainingExamplesPtr> FineTuneRun::training() const { return open(record_.job.training_file); }
inline Result<TrainingExamplesPtr> FineTuneRun::validation() const {
  if (!record_.job.validation_file) return TrainingExamplesPtr{};
  return open(*record_.job.validation_file);
}

inline Result<void> FineTuneRun::train() {
  const bool fresh = record_.state.empty();
  auto begun = update([](FineTuneRecord& record) { record.job.status = Status::running; },
                      {event(fresh ? "Fine-tuning job started" : "Fine-tuning job resumed")});
  if (!begun) return begun;
  const auto trained = call_trainer();
  if (must_stop()) return {};
  const auto found = repository_.read(name_.key);
  if (!found) return found.error();
  if (!is_pending(found->record.job) || lease_.is_cancelled() || now() >= found->record.deadline)
    return {};  // it is looked at again
  if (trained) return succeed(*trained);
  const auto& error = trained.error();
  if (error.kind == ErrorKind::api && error.code.starts_with("store_")) return error;
  return fail(error.code.empty() ? "server_error" : error.code, error.message, error.param);
}
inline Result<TrainedModel> FineTuneRun::call_trainer() {
  const std::stop_callback on_stop{lease_.stop_token(), [this] { stop_.request_stop(); }};
  const auto& clock = options().clock;
  const auto left = std::chrono::seconds{std::max<std::int64_t>(record_.deadline - now(), 0)};
  const auto alarm = clock->at(clock->now() + bounded_span(left), [stop = stop_]() mutable { stop.request_stop(); });
  return guarded([&] { return work_->trainer->train(*this); },
                 []() -> Result<TrainedModel> { return api_error(500, "The trainer failed.", "server_error"); });
}

inline Result<void> FineTuneRun::set_method(FineTuneMethod method) {
  return update(
      [&](FineTuneRecord& record) {
        record.job.hyperparameters = old_hyperparameters(method);
        record.job.method = method;
      },
      {});
}
inline Result<void> FineTuneRun::set_estimated_finish(std::int64_t time) {
  return update([&](FineTuneRecord& record) { record.job.estimated_finish = time; }, {});
}
inline Result<void> FineTuneRun::tell(FineTuningEventLevel level, std::string_view message) {
  return update([](FineTuneRecord&) {}, {event(level, message)});
}

// `0.31`, as the API's events have it.
inline std::string two_decimals(double value) {
  char buffer[64];
  const auto length = std::snprintf(buffer, sizeof buffer, "%.2f", value);
  return {buffer, static_cast<std::size_t>(std::clamp(length, 0, 63))};
}
inline Result<void> FineTuneRun::measured(const FineTuningMetrics& metrics, std::int64_t total_steps) {
  const auto step = static_cast<std::int64_t>(metrics.step.value_or(0));
  auto message = "Step " + std::to_string(step) + "/" + std::to_string(total_steps) + ":";
  const char* between = " ";
  const auto add = [&](const char* name, const std::optional<double>& value) {
    if (!value) return;
    message.append(between).append(name).append("=").append(two_decimals(*value));
    between = ", ";
  };
  add("training loss", metrics.train_loss);
  add("validation loss", metrics.valid_loss);
  add("full validation loss", metrics.full_valid_loss);
  auto made = fine_tune_event(options(), FineTuningEventLevel::info, message);
  made.type = FineTuningEventType::metrics;
  auto data = metrics;
  data.extra.set("total_steps", Json{Text{std::to_string(total_steps)}});
  made.data = Json{Text{to_json(data)}};
  return update([](FineTuneRecord&) {}, {repository_.put_event(name_.key, made)});
}

inline Model FineTuneRun::model_of(std::string_view name) const {
  Model out;
  out.id = Text{name};
  out.created = now();
  out.owned_by = Text{options().organization_id};
  return out;
}
inline Result<std::string> FineTuneRun::checkpoint(const FineTuningMetrics& metrics, std::string_view state) {
  if (state.size() > options().max_state_bytes)
    return local_error(ErrorKind::invalid_argument,
                       "A trainer's state may have at most " + std::to_string(options().max_state_bytes) + " bytes.");
  FineTuningJobCheckpoint made;
  made.id = Text{options().id("ftckpt_")};
  made.created_at = now();
  made.step_number = static_cast<std::int64_t>(metrics.step.value_or(0));
  const auto step = std::to_string(made.step_number);
  auto name = model_name_ + ":ckpt-step-" + step;
  made.fine_tuned_model_checkpoint = Text{name};
  made.metrics = metrics;
  made.fine_tuning_job_id = record_.job.id;
  std::vector<std::string> removed;
  auto changes =
      repository_.put_checkpoint(made, model_of(name), std::max<std::size_t>(options().checkpoints_kept, 1), removed);
  if (!changes) return changes.error();
  changes->push_back(event("Checkpoint created at step " + step + " with Snapshot ID: " + name));
  const auto written = update([&](FineTuneRecord& record) { record.state = Text{state}; }, *std::move(changes));
  if (!written) return written.error();
  state_ = state;
  return name;
}

}  // namespace oaicompat::inline v1::detail
