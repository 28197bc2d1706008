// Trainer: what trains models for fine-tuning jobs, which is the host's.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/resources/fine_tuning/types.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace oaicompat::inline v1 {

/// The examples of a file, from the first on. **Threads**: one at a time.
class TrainingExamples {
 public:
  virtual ~TrainingExamples() = default;
  /// The next example as its line of JSON; false at the end. `parse_owned<SupervisedExample>(line)` reads it.
  virtual Result<bool> next(std::string& line) = 0;
};
using TrainingExamplesPtr = std::unique_ptr<TrainingExamples>;

/// What a trainer has of a job, and what it tells of it. Files have been validated when it gets one.
///
/// **Errors**: of the store and the files. `cancelled` once the job is to stop: whatever is told then is not kept.
/// **Threads**: one at a time, but for `stop_token`.
class TrainingRun {
 public:
  virtual ~TrainingRun() = default;

  /// The job; its `method` says how, its `seed` is set.
  virtual const FineTuningJob& job() const = 0;
  /// Who made the job, for what is asked of models on the way.
  virtual const Context& context() const = 0;
  /// A name for the new model that no other has: `ft:<model>:<organization>:<suffix>:<id>`.
  virtual const std::string& model_name() const = 0;
  /// What the last checkpoint saved: to go on from. Empty where it begins.
  virtual const std::string& state() const = 0;
  /// Reads the training file from its begin.
  virtual Result<TrainingExamplesPtr> training() const = 0;
  /// Reads the validation file from its begin; null where there is none.
  virtual Result<TrainingExamplesPtr> validation() const = 0;

  /// Puts numbers in the place of `auto`.
  virtual Result<void> set_method(FineTuneMethod method) = 0;
  /// Says when it is thought to end, in seconds since 1970.
  virtual Result<void> set_estimated_finish(std::int64_t time) = 0;
  /// Adds an event.
  virtual Result<void> tell(FineTuningEventLevel level, std::string_view message) = 0;
  /// Adds what was measured at `metrics.step`: an event, and a row of the result file. A step that is told again counts
  /// once, in the result file.
  virtual Result<void> measured(const FineTuningMetrics& metrics, std::int64_t total_steps) = 0;
  /// Adds a checkpoint after `metrics.step`, and saves from where to go on, as UTF-8 of at most
  /// `FineTuningOptions::max_state_bytes`; gives the name of its model.
  virtual Result<std::string> checkpoint(const FineTuningMetrics& metrics, std::string_view state) = 0;

  /// Fires when the job is cancelled, paused or over its time, and when the process ends. What is done since the last
  /// checkpoint will be done again.
  virtual std::stop_token stop_token() const = 0;
};

/// What came of a training.
struct TrainedModel {
  /// The model's name: `TrainingRun::model_name`, or one of the host's own.
  std::string name{};
  /// How many tokens it was trained with.
  std::int64_t trained_tokens = 0;
};

/// What trains. Each job is trained by one thread at a time, that of a process which died by the next one's.
struct Trainer {
  /// Trains, from `run.state()` on; runs on a thread of its own and may block. An error fails the job, unless it was to
  /// stop. It may be called again for a job that it finished, where a process died before that was kept. Required.
  std::function<Result<TrainedModel>(TrainingRun& run)> train = {};
  /// Why a job cannot be trained: a model, a method, a hyperparameter that it does not have; told to who asks for it.
  /// Default everything can.
  std::function<std::optional<Error>(const CreateFineTuningJobRequest& request, const Context& context)> refuse = {};
};
using TrainerPtr = std::shared_ptr<const Trainer>;

}  // namespace oaicompat::inline v1
