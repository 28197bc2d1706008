// Jobs that train models, and their events.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>
#include <oaicompat/resources/fine_tuning/method.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

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

}  // namespace oaicompat::inline v1
