// Fine-tuning: jobs that train models, and what the operations on them take and give.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>
#include <oaicompat/resources/graders/types.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace oaicompat::inline v1 {

/// The word that leaves a hyperparameter to the server.
enum class AutoValue {
  automatic,  ///< `auto`: a number once the job runs.
};
constexpr auto describe(Type<AutoValue>) { return std::array<Word<AutoValue>, 1>{{{"auto", AutoValue::automatic}}}; }
/// A whole number, or `auto`.
using AutoInteger = OneOf<OpenEnum<AutoValue>, std::int64_t>;
/// A number, or `auto`.
using AutoNumber = OneOf<OpenEnum<AutoValue>, double>;

/// How a model is trained.
enum class FineTuneMethodType {
  supervised,     ///< By what it should have said.
  dpo,            ///< By what is preferred to what.
  reinforcement,  ///< By what a grader gives.
};
constexpr auto describe(Type<FineTuneMethodType>) {
  return std::array<Word<FineTuneMethodType>, 3>{{{"supervised", FineTuneMethodType::supervised},
                                                  {"dpo", FineTuneMethodType::dpo},
                                                  {"reinforcement", FineTuneMethodType::reinforcement}}};
}

/// Mirrors `FineTuneSupervisedHyperparameters`.
struct SupervisedHyperparameters {
  /// How many examples a step has, 1 to 256.
  std::optional<AutoInteger> batch_size{};
  /// What the learning rate is multiplied with.
  std::optional<AutoNumber> learning_rate_multiplier{};
  /// How often it goes through the file, 1 to 50.
  std::optional<AutoInteger> n_epochs{};
  Extras extra{};
  bool operator==(const SupervisedHyperparameters&) const = default;
};

/// Mirrors `FineTuneDPOHyperparameters`.
struct DpoHyperparameters {
  /// How near it stays to the model before, 0 to 2.
  std::optional<AutoNumber> beta{};
  /// How many examples a step has, 1 to 256.
  std::optional<AutoInteger> batch_size{};
  /// What the learning rate is multiplied with.
  std::optional<AutoNumber> learning_rate_multiplier{};
  /// How often it goes through the file, 1 to 50.
  std::optional<AutoInteger> n_epochs{};
  Extras extra{};
  bool operator==(const DpoHyperparameters&) const = default;
};

/// How much a model thinks while it is trained by reinforcement.
enum class TrainingEffort {
  standard,  ///< As the model does.
  low,       ///< Little.
  medium,    ///< Some.
  high,      ///< Much.
};
constexpr auto describe(Type<TrainingEffort>) {
  return std::array<Word<TrainingEffort>, 4>{{{"default", TrainingEffort::standard},
                                              {"low", TrainingEffort::low},
                                              {"medium", TrainingEffort::medium},
                                              {"high", TrainingEffort::high}}};
}

/// Mirrors `FineTuneReinforcementHyperparameters`.
struct ReinforcementHyperparameters {
  /// How many examples a step has, 1 to 256.
  std::optional<AutoInteger> batch_size{};
  /// What the learning rate is multiplied with.
  std::optional<AutoNumber> learning_rate_multiplier{};
  /// How often it goes through the file, 1 to 50.
  std::optional<AutoInteger> n_epochs{};
  /// How much it thinks.
  std::optional<OpenEnum<TrainingEffort>> reasoning_effort{};
  /// How much is explored, 0.00001 to 10.
  std::optional<AutoNumber> compute_multiplier{};
  /// After how many steps it is evaluated.
  std::optional<AutoInteger> eval_interval{};
  /// How many samples an evaluation has.
  std::optional<AutoInteger> eval_samples{};
  Extras extra{};
  bool operator==(const ReinforcementHyperparameters&) const = default;
};

/// Mirrors `FineTuneSupervisedMethod`.
struct SupervisedMethod {
  /// Its hyperparameters.
  std::optional<SupervisedHyperparameters> hyperparameters{};
  Extras extra{};
  bool operator==(const SupervisedMethod&) const = default;
};

/// Mirrors `FineTuneDPOMethod`.
struct DpoMethod {
  /// Its hyperparameters.
  std::optional<DpoHyperparameters> hyperparameters{};
  Extras extra{};
  bool operator==(const DpoMethod&) const = default;
};

/// Mirrors `FineTuneReinforcementMethod`.
struct ReinforcementMethod {
  /// What gives a number to what the model says.
  Grader grader{};
  /// Its hyperparameters.
  std::optional<ReinforcementHyperparameters> hyperparameters{};
  Extras extra{};
  bool operator==(const ReinforcementMethod&) const = default;
};

/// How a model is trained, and with which hyperparameters. Mirrors `FineTuneMethod`.
struct FineTuneMethod {
  /// Which method.
  OpenEnum<FineTuneMethodType> type{};
  /// Where it is `supervised`.
  std::optional<SupervisedMethod> supervised{};
  /// Where it is `dpo`.
  std::optional<DpoMethod> dpo{};
  /// Where it is `reinforcement`.
  std::optional<ReinforcementMethod> reinforcement{};
  Extras extra{};
  bool operator==(const FineTuneMethod&) const = default;
};

/// Where Weights and Biases keeps what is measured. Mirrors `FineTuningIntegration.wandb`.
struct WandbProject {
  /// The project.
  Text project{};
  /// What the run is called.
  Maybe<Text> name{};
  /// Whose it is.
  Maybe<Text> entity{};
  /// Its tags.
  std::optional<std::vector<Text>> tags{};
  Extras extra{};
  bool operator==(const WandbProject&) const = default;
};

/// Who else is told what is measured. Mirrors `FineTuningIntegration`.
struct FineTuningIntegration {
  /// Always `wandb`.
  Text type = Text::literal("wandb");
  /// Where.
  WandbProject wandb{};
  Extras extra{};
  bool operator==(const FineTuningIntegration&) const = default;
};

/// Asks for a model to be trained. Mirrors `CreateFineTuningJobRequest`.
struct CreateFineTuningJobRequest {
  /// The model to begin with.
  Text model{};
  /// The file of examples: a JSON object a line.
  Text training_file{};
  /// Deprecated: those of `method`.
  std::optional<SupervisedHyperparameters> hyperparameters{};
  /// What the name of the new model holds, up to 64 characters.
  Maybe<Text> suffix{};
  /// The file of examples that it is measured by.
  Maybe<Text> validation_file{};
  /// Who else is told what is measured, up to 5.
  Maybe<std::vector<FineTuningIntegration>> integrations{};
  /// A seed, for jobs that repeat.
  Maybe<std::int64_t> seed{};
  /// How it is trained. Default `supervised`.
  std::optional<FineTuneMethod> method{};
  /// The labels that it was given, up to 16.
  Maybe<Map<Text>> metadata{};
  Extras extra{};
  bool operator==(const CreateFineTuningJobRequest&) const = default;
};

/// Why a job failed. Mirrors `FineTuningJob.error`.
struct FineTuningJobError {
  /// For programs: `invalid_n_examples`, `invalid_file_format`, ...
  Text code{};
  /// For people.
  Text message{};
  /// The parameter that is wrong: `training_file`.
  Maybe<Text> param{};
  Extras extra{};
  bool operator==(const FineTuningJobError&) const = default;
};

/// Mirrors `FineTuningJob.hyperparameters`.
struct FineTuningJobHyperparameters {
  /// How many examples a step has.
  Maybe<AutoInteger> batch_size{};
  /// What the learning rate is multiplied with.
  std::optional<AutoNumber> learning_rate_multiplier{};
  /// How often it goes through the file.
  std::optional<AutoInteger> n_epochs{};
  Extras extra{};
  bool operator==(const FineTuningJobHyperparameters&) const = default;
};

/// How far a job has come. A job that is paused has the word `paused_job`.
enum class FineTuningJobStatus {
  validating_files,  ///< Its files are read.
  queued,            ///< It waits for a trainer.
  running,           ///< It is trained.
  succeeded,         ///< Its model is there.
  failed,            ///< It has failed.
  cancelled,         ///< Somebody cancelled it.
};
constexpr auto describe(Type<FineTuningJobStatus>) {
  return std::array<Word<FineTuningJobStatus>, 6>{{{"validating_files", FineTuningJobStatus::validating_files},
                                                   {"queued", FineTuningJobStatus::queued},
                                                   {"running", FineTuningJobStatus::running},
                                                   {"succeeded", FineTuningJobStatus::succeeded},
                                                   {"failed", FineTuningJobStatus::failed},
                                                   {"cancelled", FineTuningJobStatus::cancelled}}};
}

/// The status of a job that is paused: it is no word of the specification, but what the API says.
inline constexpr std::string_view paused_job = "paused";

/// A model that is trained. Mirrors `FineTuningJob`. Times are in seconds since 1970.
struct FineTuningJob {
  /// The job's id.
  Text id{};
  /// When it was made.
  std::int64_t created_at = 0;
  /// Why it failed.
  Maybe<FineTuningJobError> error{};
  /// The name of the new model, once it is there.
  Maybe<Text> fine_tuned_model{};
  /// When it ended.
  Maybe<std::int64_t> finished_at{};
  /// Deprecated: those of `method`.
  FineTuningJobHyperparameters hyperparameters{};
  /// The model that it began with.
  Text model{};
  /// Always `fine_tuning.job`.
  Text object = Text::literal("fine_tuning.job");
  /// Whose it is.
  Text organization_id{};
  /// The files with what was measured.
  std::vector<Text> result_files{};
  /// How far it has come.
  OpenEnum<FineTuningJobStatus> status = FineTuningJobStatus::validating_files;
  /// How many tokens it was trained with.
  Maybe<std::int64_t> trained_tokens{};
  /// The file of examples.
  Text training_file{};
  /// The file of examples that it is measured by.
  Maybe<Text> validation_file{};
  /// Who else is told what is measured.
  Maybe<std::vector<FineTuningIntegration>> integrations{};
  /// Its seed.
  std::int64_t seed = 0;
  /// When it is thought to end.
  Maybe<std::int64_t> estimated_finish{};
  /// How it is trained.
  std::optional<FineTuneMethod> method{};
  /// The labels that it was given.
  Maybe<Map<Text>> metadata{};
  Extras extra{};
  bool operator==(const FineTuningJob&) const = default;
};

/// Asks for a page of jobs, the newest first. The parameters of `GET /fine_tuning/jobs`.
struct ListFineTuningJobsRequest {
  /// The id after which the page begins.
  std::optional<Text> after{};
  /// How many a page holds, 1 to 100. Default 20.
  std::optional<std::int64_t> limit{};
  /// Only those that have all of these labels; null for those without labels.
  Maybe<Map<Text>> metadata{};
  Extras extra{};
  bool operator==(const ListFineTuningJobsRequest&) const = default;
};

/// A page of jobs. Mirrors `ListPaginatedFineTuningJobsResponse`.
struct FineTuningJobList {
  /// The jobs.
  std::vector<FineTuningJob> data{};
  /// Always `list`.
  Text object = Text::literal("list");
  /// Whether more follow.
  bool has_more = false;
  Extras extra{};
  bool operator==(const FineTuningJobList&) const = default;
};

/// Asks for a job. The parameters of `GET /fine_tuning/jobs/{fine_tuning_job_id}`.
struct RetrieveFineTuningJobRequest {
  /// The job's id, from the path.
  Text fine_tuning_job_id{};
  Extras extra{};
  bool operator==(const RetrieveFineTuningJobRequest&) const = default;
};

/// Asks to end a job early. The parameters of `POST /fine_tuning/jobs/{fine_tuning_job_id}/cancel`.
struct CancelFineTuningJobRequest {
  /// The job's id, from the path.
  Text fine_tuning_job_id{};
  Extras extra{};
  bool operator==(const CancelFineTuningJobRequest&) const = default;
};

/// Asks to pause a job. The parameters of `POST /fine_tuning/jobs/{fine_tuning_job_id}/pause`.
struct PauseFineTuningJobRequest {
  /// The job's id, from the path.
  Text fine_tuning_job_id{};
  Extras extra{};
  bool operator==(const PauseFineTuningJobRequest&) const = default;
};

/// Asks to go on with a job. The parameters of `POST /fine_tuning/jobs/{fine_tuning_job_id}/resume`.
struct ResumeFineTuningJobRequest {
  /// The job's id, from the path.
  Text fine_tuning_job_id{};
  Extras extra{};
  bool operator==(const ResumeFineTuningJobRequest&) const = default;
};

/// How much an event matters.
enum class FineTuningEventLevel {
  info,   ///< News.
  warn,   ///< A warning.
  error,  ///< An error.
};
constexpr auto describe(Type<FineTuningEventLevel>) {
  return std::array<Word<FineTuningEventLevel>, 3>{{{"info", FineTuningEventLevel::info},
                                                    {"warn", FineTuningEventLevel::warn},
                                                    {"error", FineTuningEventLevel::error}}};
}

/// What an event tells.
enum class FineTuningEventType {
  message,  ///< A message.
  metrics,  ///< What was measured.
};
constexpr auto describe(Type<FineTuningEventType>) {
  return std::array<Word<FineTuningEventType>, 2>{
      {{"message", FineTuningEventType::message}, {"metrics", FineTuningEventType::metrics}}};
}

/// Something that happened to a job. Mirrors `FineTuningJobEvent`.
struct FineTuningJobEvent {
  /// Always `fine_tuning.job.event`.
  Text object = Text::literal("fine_tuning.job.event");
  /// The event's id.
  Text id{};
  /// When it happened.
  std::int64_t created_at = 0;
  /// How much it matters.
  OpenEnum<FineTuningEventLevel> level = FineTuningEventLevel::info;
  /// For people.
  Text message{};
  /// What it tells.
  std::optional<OpenEnum<FineTuningEventType>> type{};
  /// For programs: what was measured.
  std::optional<Json> data{};
  Extras extra{};
  bool operator==(const FineTuningJobEvent&) const = default;
};

/// Asks for a page of events, the newest first. The parameters of `GET /fine_tuning/jobs/{fine_tuning_job_id}/events`.
struct ListFineTuningEventsRequest {
  /// The job's id, from the path.
  Text fine_tuning_job_id{};
  /// The id after which the page begins.
  std::optional<Text> after{};
  /// How many a page holds, 1 to 100. Default 20.
  std::optional<std::int64_t> limit{};
  Extras extra{};
  bool operator==(const ListFineTuningEventsRequest&) const = default;
};

/// A page of events. Mirrors `ListFineTuningJobEventsResponse`.
struct FineTuningJobEventList {
  /// The events.
  std::vector<FineTuningJobEvent> data{};
  /// Always `list`.
  Text object = Text::literal("list");
  /// Whether more follow.
  bool has_more = false;
  Extras extra{};
  bool operator==(const FineTuningJobEventList&) const = default;
};

/// What was measured at a step. Mirrors `FineTuningJobCheckpoint.metrics`.
struct FineTuningMetrics {
  /// The step.
  std::optional<double> step{};
  /// The loss over the examples of the step.
  std::optional<double> train_loss{};
  /// How many of their tokens were right, 0 to 1.
  std::optional<double> train_mean_token_accuracy{};
  /// The loss over some examples of the validation file.
  std::optional<double> valid_loss{};
  /// How many of their tokens were right.
  std::optional<double> valid_mean_token_accuracy{};
  /// The loss over the whole validation file.
  std::optional<double> full_valid_loss{};
  /// How many of its tokens were right.
  std::optional<double> full_valid_mean_token_accuracy{};
  Extras extra{};
  bool operator==(const FineTuningMetrics&) const = default;
};

/// A model on the way. Mirrors `FineTuningJobCheckpoint`.
struct FineTuningJobCheckpoint {
  /// The checkpoint's id.
  Text id{};
  /// When it was made.
  std::int64_t created_at = 0;
  /// Its model's name.
  Text fine_tuned_model_checkpoint{};
  /// After which step.
  std::int64_t step_number = 0;
  /// What was measured there.
  FineTuningMetrics metrics{};
  /// The job's id.
  Text fine_tuning_job_id{};
  /// Always `fine_tuning.job.checkpoint`.
  Text object = Text::literal("fine_tuning.job.checkpoint");
  Extras extra{};
  bool operator==(const FineTuningJobCheckpoint&) const = default;
};

/// Asks for a page of checkpoints, the newest first. The parameters of `GET
/// /fine_tuning/jobs/{fine_tuning_job_id}/checkpoints`.
struct ListFineTuningJobCheckpointsRequest {
  /// The job's id, from the path.
  Text fine_tuning_job_id{};
  /// The id after which the page begins.
  std::optional<Text> after{};
  /// How many a page holds, 1 to 100. Default 10.
  std::optional<std::int64_t> limit{};
  Extras extra{};
  bool operator==(const ListFineTuningJobCheckpointsRequest&) const = default;
};

/// A page of checkpoints. Mirrors `ListFineTuningJobCheckpointsResponse`.
struct FineTuningJobCheckpointList {
  /// The checkpoints.
  std::vector<FineTuningJobCheckpoint> data{};
  /// Always `list`.
  Text object = Text::literal("list");
  /// The first one's id.
  Maybe<Text> first_id{};
  /// The last one's id: the next page begins after it.
  Maybe<Text> last_id{};
  /// Whether more follow.
  bool has_more = false;
  Extras extra{};
  bool operator==(const FineTuningJobCheckpointList&) const = default;
};

/// A project may use a checkpoint. Mirrors `FineTuningCheckpointPermission`.
struct CheckpointPermission {
  /// The permission's id.
  Text id{};
  /// When it was given.
  std::int64_t created_at = 0;
  /// The project.
  Text project_id{};
  /// Always `checkpoint.permission`.
  Text object = Text::literal("checkpoint.permission");
  Extras extra{};
  bool operator==(const CheckpointPermission&) const = default;
};

/// How permissions are sorted.
enum class CheckpointPermissionOrder {
  ascending,   ///< The oldest first.
  descending,  ///< The newest first.
};
constexpr auto describe(Type<CheckpointPermissionOrder>) {
  return std::array<Word<CheckpointPermissionOrder>, 2>{
      {{"ascending", CheckpointPermissionOrder::ascending}, {"descending", CheckpointPermissionOrder::descending}}};
}

/// Asks for a page of permissions. The parameters of `GET
/// /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions`.
struct ListCheckpointPermissionsRequest {
  /// The checkpoint's model, from the path.
  Text fine_tuned_model_checkpoint{};
  /// Only those of this project.
  std::optional<Text> project_id{};
  /// The id after which the page begins.
  std::optional<Text> after{};
  /// How many a page holds, 1 to 100. Default 10.
  std::optional<std::int64_t> limit{};
  /// How they are sorted. Default descending.
  std::optional<OpenEnum<CheckpointPermissionOrder>> order{};
  Extras extra{};
  bool operator==(const ListCheckpointPermissionsRequest&) const = default;
};

/// Lets projects use a checkpoint. The parameters of `POST
/// /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions`.
struct CreateCheckpointPermissionRequest {
  /// The checkpoint's model, from the path.
  Text fine_tuned_model_checkpoint{};
  /// The projects.
  std::vector<Text> project_ids{};
  Extras extra{};
  bool operator==(const CreateCheckpointPermissionRequest&) const = default;
};

/// A page of permissions. Mirrors `ListFineTuningCheckpointPermissionResponse`.
struct CheckpointPermissionList {
  /// The permissions.
  std::vector<CheckpointPermission> data{};
  /// Always `list`.
  Text object = Text::literal("list");
  /// The first one's id.
  Maybe<Text> first_id{};
  /// The last one's id: the next page begins after it.
  Maybe<Text> last_id{};
  /// Whether more follow.
  bool has_more = false;
  Extras extra{};
  bool operator==(const CheckpointPermissionList&) const = default;
};

/// Takes a permission back. The parameters of `DELETE
/// /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions/{permission_id}`.
struct DeleteCheckpointPermissionRequest {
  /// The checkpoint's model, from the path.
  Text fine_tuned_model_checkpoint{};
  /// The permission's id, from the path.
  Text permission_id{};
  Extras extra{};
  bool operator==(const DeleteCheckpointPermissionRequest&) const = default;
};

/// What became of a permission. Mirrors `DeleteFineTuningCheckpointPermissionResponse`.
struct DeletedCheckpointPermission {
  /// The permission's id.
  Text id{};
  /// Always `checkpoint.permission`.
  Text object = Text::literal("checkpoint.permission");
  /// Whether it is gone.
  bool deleted = true;
  Extras extra{};
  bool operator==(const DeletedCheckpointPermission&) const = default;
};

/// Asks what a grader gives. Mirrors `RunGraderRequest`.
struct RunGraderRequest {
  /// The grader.
  Grader grader{};
  /// What templates call `item`.
  std::optional<Json> item{};
  /// What a model said: `sample.output_text`, and where it is JSON `sample.output_json`.
  Text model_sample{};
  Extras extra{};
  bool operator==(const RunGraderRequest&) const = default;
};

/// What went wrong while grading. Mirrors `RunGraderResponse.metadata.errors`.
struct GraderErrors {
  /// The formula cannot be read.
  bool formula_parse_error = false;
  /// The sample cannot be read.
  bool sample_parse_error = false;
  /// Something was cut off.
  bool truncated_observation_error = false;
  /// The grader gave nothing.
  bool unresponsive_reward_error = false;
  /// A template names what is not there.
  bool invalid_variable_error = false;
  /// Something else went wrong.
  bool other_error = false;
  /// The program could not be run.
  bool python_grader_server_error = false;
  /// Why it could not be run.
  Maybe<Text> python_grader_server_error_type{};
  /// The program failed.
  bool python_grader_runtime_error = false;
  /// How it failed.
  Maybe<Text> python_grader_runtime_error_details{};
  /// The model could not be asked.
  bool model_grader_server_error = false;
  /// The model refused.
  bool model_grader_refusal_error = false;
  /// What the model gave cannot be read.
  bool model_grader_parse_error = false;
  /// Why the model could not be asked.
  Maybe<Text> model_grader_server_error_details{};
  Extras extra{};
  bool operator==(const GraderErrors&) const = default;
};

/// How a grader came to what it gives. Mirrors `RunGraderResponse.metadata`.
struct GraderMetadata {
  /// The grader's name.
  Text name{};
  /// The grader's type.
  Text type{};
  /// What went wrong.
  GraderErrors errors{};
  /// How long it took, in seconds.
  double execution_time = 0;
  /// What each grader gave, by its name.
  Json scores{};
  /// The tokens of models that graded.
  Maybe<std::int64_t> token_usage{};
  /// The model that graded.
  Maybe<Text> sampled_model_name{};
  Extras extra{};
  bool operator==(const GraderMetadata&) const = default;
};

/// What a grader gives. Mirrors `RunGraderResponse`.
struct RunGraderResponse {
  /// What it gives.
  double reward = 0;
  /// How it came to it.
  GraderMetadata metadata{};
  /// What the graders of a `multi` gave, by their names.
  Json sub_rewards{};
  /// The tokens of models that graded, by their names.
  Json model_grader_token_usage_per_model{};
  Extras extra{};
  bool operator==(const RunGraderResponse&) const = default;
};

/// Asks whether a grader can be used. Mirrors `ValidateGraderRequest`.
struct ValidateGraderRequest {
  /// The grader.
  Grader grader{};
  Extras extra{};
  bool operator==(const ValidateGraderRequest&) const = default;
};

/// A grader that can be used. Mirrors `ValidateGraderResponse`.
struct ValidateGraderResponse {
  /// The grader.
  std::optional<Grader> grader{};
  Extras extra{};
  bool operator==(const ValidateGraderResponse&) const = default;
};

}  // namespace oaicompat::inline v1
