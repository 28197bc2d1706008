// FineTuneRun: one job, worked on by the process that holds it. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/fine_tuning/repository.hpp>
#include <oaicompat/resources/fine_tuning/service.hpp>
#include <oaicompat/stores/jobs.hpp>

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace oaicompat::inline v1::detail {

// What all jobs of a process share.
struct FineTuneWork {
  FineTuningOptions options;
  StorePtr store;  ///< That of all tenants.
  FileRepositoryPtr files;
  TrainerPtr trainer;
  JobQueue queue;
};

// Whether a job waits for something that a server does.
inline bool is_pending(const FineTuningJob& job) {
  const auto status = job.status.known();
  return status == FineTuningJobStatus::validating_files || status == FineTuningJobStatus::queued ||
         status == FineTuningJobStatus::running;
}
inline bool is_paused(const FineTuningJob& job) { return job.status.word() == paused_job; }

FineTuningJobEvent fine_tune_event(const FineTuningOptions& options, FineTuningEventLevel level,
                                   std::string_view message);

class FineTuneRun final : public TrainingRun {
 public:
  FineTuneRun(std::shared_ptr<const FineTuneWork> work, JobLease& lease);
  // Goes on until the job has ended or is paused, or this process may no longer work on it.
  void run();

  const FineTuningJob& job() const override { return record_.job; }
  const Context& context() const override { return context_; }
  const std::string& model_name() const override { return model_name_; }
  const std::string& state() const override { return state_; }
  Result<TrainingExamplesPtr> training() const override;
  Result<TrainingExamplesPtr> validation() const override;
  Result<void> set_method(FineTuneMethod method) override;
  Result<void> set_estimated_finish(std::int64_t time) override;
  Result<void> tell(FineTuningEventLevel level, std::string_view message) override;
  Result<void> measured(const FineTuningMetrics& metrics, std::int64_t total_steps) override;
  Result<std::string> checkpoint(const FineTuningMetrics& metrics, std::string_view state) override;
  std::stop_token stop_token() const override { return stop_.get_token(); }

 private:
  using Status = FineTuningJobStatus;
  using Edit = std::function<void(FineTuneRecord&)>;
  enum class Last { no, yes };

  const FineTuningOptions& options() const { return work_->options; }
  std::int64_t now() const { return options().clock->unix_time(); }
  bool must_stop() const { return lease_.is_stopped() || lease_.is_lost(); }
  // Applies `edit` to the job as it is now and writes it with other changes, unless it is to stop.
  Result<void> update(const Edit& edit, std::vector<Change> with, Last last = Last::no);
  Change event(FineTuningEventLevel level, std::string_view message) const;
  Change event(std::string_view message) const { return event(FineTuningEventLevel::info, message); }

  Result<void> go_on();
  Result<void> requeue();
  Result<void> validate();
  Result<std::optional<FineTuningJobError>> check_file(const Text& id, bool is_training) const;
  Result<TrainingExamplesPtr> open(const Text& file) const;
  Result<void> train();
  Result<TrainedModel> call_trainer();
  Result<void> succeed(const TrainedModel& model);
  Result<Text> make_result_file();
  Result<void> fail(std::string_view code, std::string_view message, std::string_view param = {});
  Result<void> fail(const FineTuningJobError& error);
  Model model_of(std::string_view name) const;

  const std::shared_ptr<const FineTuneWork> work_;
  JobLease& lease_;
  const JobName name_;
  const FineTuneRepository repository_;
  std::stop_source stop_;
  FineTuneRecord record_{};
  Context context_{};
  std::string model_name_, state_;
};

}  // namespace oaicompat::inline v1::detail
