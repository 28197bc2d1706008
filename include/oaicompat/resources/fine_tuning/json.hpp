// The JSON forms of fine-tuning.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/fine_tuning/types.hpp>
#include <oaicompat/resources/graders/json.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<SupervisedHyperparameters>) {
  return object(
      "SupervisedHyperparameters",
      field("batch_size", &SupervisedHyperparameters::batch_size, "How many examples a step has, 1 to 256."),
      field("learning_rate_multiplier", &SupervisedHyperparameters::learning_rate_multiplier,
            "What the learning rate is multiplied with."),
      field("n_epochs", &SupervisedHyperparameters::n_epochs, "How often it goes through the file, 1 to 50."));
}
constexpr auto describe(Type<DpoHyperparameters>) {
  return object("DpoHyperparameters",
                field("beta", &DpoHyperparameters::beta, "How near it stays to the model before, 0 to 2."),
                field("batch_size", &DpoHyperparameters::batch_size, "How many examples a step has, 1 to 256."),
                field("learning_rate_multiplier", &DpoHyperparameters::learning_rate_multiplier,
                      "What the learning rate is multiplied with."),
                field("n_epochs", &DpoHyperparameters::n_epochs, "How often it goes through the file, 1 to 50."));
}
constexpr auto describe(Type<ReinforcementHyperparameters>) {
  return object(
      "ReinforcementHyperparameters",
      field("batch_size", &ReinforcementHyperparameters::batch_size, "How many examples a step has, 1 to 256."),
      field("learning_rate_multiplier", &ReinforcementHyperparameters::learning_rate_multiplier,
            "What the learning rate is multiplied with."),
      field("n_epochs", &ReinforcementHyperparameters::n_epochs, "How often it goes through the file, 1 to 50."),
      field("reasoning_effort", &ReinforcementHyperparameters::reasoning_effort, "How much it thinks."),
      field("compute_multiplier", &ReinforcementHyperparameters::compute_multiplier,
            "How much is explored, 0.00001 to 10."),
      field("eval_interval", &ReinforcementHyperparameters::eval_interval, "After how many steps it is evaluated."),
      field("eval_samples", &ReinforcementHyperparameters::eval_samples, "How many samples an evaluation has."));
}
constexpr auto describe(Type<SupervisedMethod>) {
  return object("SupervisedMethod",
                field("hyperparameters", &SupervisedMethod::hyperparameters, "Its hyperparameters."));
}
constexpr auto describe(Type<DpoMethod>) {
  return object("DpoMethod", field("hyperparameters", &DpoMethod::hyperparameters, "Its hyperparameters."));
}
constexpr auto describe(Type<ReinforcementMethod>) {
  return object("ReinforcementMethod",
                field("grader", &ReinforcementMethod::grader, "What gives a number to what the model says."),
                field("hyperparameters", &ReinforcementMethod::hyperparameters, "Its hyperparameters."));
}
constexpr auto describe(Type<FineTuneMethod>) {
  return object("FineTuneMethod", field("type", &FineTuneMethod::type, "Which method."),
                field("supervised", &FineTuneMethod::supervised, "Where it is `supervised`."),
                field("dpo", &FineTuneMethod::dpo, "Where it is `dpo`."),
                field("reinforcement", &FineTuneMethod::reinforcement, "Where it is `reinforcement`."));
}
constexpr auto describe(Type<WandbProject>) {
  return object("WandbProject", field("project", &WandbProject::project, "The project."),
                field("name", &WandbProject::name, "What the run is called."),
                field("entity", &WandbProject::entity, "Whose it is."),
                field("tags", &WandbProject::tags, "Its tags."));
}
constexpr auto describe(Type<FineTuningIntegration>) {
  return object("FineTuningIntegration", field("type", &FineTuningIntegration::type, "Always `wandb`."),
                field("wandb", &FineTuningIntegration::wandb, "Where."));
}
constexpr auto describe(Type<CreateFineTuningJobRequest>) {
  return object(
      "CreateFineTuningJobRequest", field("model", &CreateFineTuningJobRequest::model, "The model to begin with."),
      field("training_file", &CreateFineTuningJobRequest::training_file, "The file of examples: a JSON object a line."),
      field("hyperparameters", &CreateFineTuningJobRequest::hyperparameters, "Deprecated: those of `method`."),
      field("suffix", &CreateFineTuningJobRequest::suffix,
            "What the name of the new model holds, up to 64 characters."),
      field("validation_file", &CreateFineTuningJobRequest::validation_file,
            "The file of examples that it is measured by."),
      field("integrations", &CreateFineTuningJobRequest::integrations, "Who else is told what is measured, up to 5."),
      field("seed", &CreateFineTuningJobRequest::seed, "A seed, for jobs that repeat."),
      field("method", &CreateFineTuningJobRequest::method, "How it is trained. Default `supervised`."),
      field("metadata", &CreateFineTuningJobRequest::metadata, "The labels that it was given, up to 16."));
}
constexpr auto describe(Type<FineTuningJobError>) {
  return object(
      "FineTuningJobError",
      field("code", &FineTuningJobError::code, "For programs: `invalid_n_examples`, `invalid_file_format`, ..."),
      field("message", &FineTuningJobError::message, "For people."),
      field("param", &FineTuningJobError::param, "The parameter that is wrong: `training_file`.").require());
}
constexpr auto describe(Type<FineTuningJobHyperparameters>) {
  return object("FineTuningJobHyperparameters",
                field("batch_size", &FineTuningJobHyperparameters::batch_size, "How many examples a step has."),
                field("learning_rate_multiplier", &FineTuningJobHyperparameters::learning_rate_multiplier,
                      "What the learning rate is multiplied with."),
                field("n_epochs", &FineTuningJobHyperparameters::n_epochs, "How often it goes through the file."));
}
constexpr auto describe(Type<FineTuningJob>) {
  return object(
      "FineTuningJob", field("id", &FineTuningJob::id, "The job's id."),
      field("created_at", &FineTuningJob::created_at, "When it was made."),
      field("error", &FineTuningJob::error, "Why it failed.").require(),
      field("fine_tuned_model", &FineTuningJob::fine_tuned_model, "The name of the new model, once it is there.")
          .require(),
      field("finished_at", &FineTuningJob::finished_at, "When it ended.").require(),
      field("hyperparameters", &FineTuningJob::hyperparameters, "Deprecated: those of `method`."),
      field("model", &FineTuningJob::model, "The model that it began with."),
      field("object", &FineTuningJob::object, "Always `fine_tuning.job`."),
      field("organization_id", &FineTuningJob::organization_id, "Whose it is."),
      field("result_files", &FineTuningJob::result_files, "The files with what was measured."),
      field("status", &FineTuningJob::status, "How far it has come."),
      field("trained_tokens", &FineTuningJob::trained_tokens, "How many tokens it was trained with.").require(),
      field("training_file", &FineTuningJob::training_file, "The file of examples."),
      field("validation_file", &FineTuningJob::validation_file, "The file of examples that it is measured by.")
          .require(),
      field("integrations", &FineTuningJob::integrations, "Who else is told what is measured."),
      field("seed", &FineTuningJob::seed, "Its seed."),
      field("estimated_finish", &FineTuningJob::estimated_finish, "When it is thought to end."),
      field("method", &FineTuningJob::method, "How it is trained."),
      field("metadata", &FineTuningJob::metadata, "The labels that it was given."));
}
constexpr auto describe(Type<ListFineTuningJobsRequest>) {
  return object("ListFineTuningJobsRequest",
                field("after", &ListFineTuningJobsRequest::after, "The id after which the page begins."),
                field("limit", &ListFineTuningJobsRequest::limit, "How many a page holds, 1 to 100. Default 20."),
                field("metadata", &ListFineTuningJobsRequest::metadata,
                      "Only those that have all of these labels; null for those without labels."));
}
constexpr auto describe(Type<FineTuningJobList>) {
  return object("FineTuningJobList", field("data", &FineTuningJobList::data, "The jobs."),
                field("object", &FineTuningJobList::object, "Always `list`."),
                field("has_more", &FineTuningJobList::has_more, "Whether more follow."));
}
constexpr auto describe(Type<RetrieveFineTuningJobRequest>) {
  return object(
      "RetrieveFineTuningJobRequest",
      field("fine_tuning_job_id", &RetrieveFineTuningJobRequest::fine_tuning_job_id, "The job's id, from the path."));
}
constexpr auto describe(Type<CancelFineTuningJobRequest>) {
  return object(
      "CancelFineTuningJobRequest",
      field("fine_tuning_job_id", &CancelFineTuningJobRequest::fine_tuning_job_id, "The job's id, from the path."));
}
constexpr auto describe(Type<PauseFineTuningJobRequest>) {
  return object("PauseFineTuningJobRequest", field("fine_tuning_job_id", &PauseFineTuningJobRequest::fine_tuning_job_id,
                                                   "The job's id, from the path."));
}
constexpr auto describe(Type<ResumeFineTuningJobRequest>) {
  return object(
      "ResumeFineTuningJobRequest",
      field("fine_tuning_job_id", &ResumeFineTuningJobRequest::fine_tuning_job_id, "The job's id, from the path."));
}
constexpr auto describe(Type<FineTuningJobEvent>) {
  return object("FineTuningJobEvent", field("object", &FineTuningJobEvent::object, "Always `fine_tuning.job.event`."),
                field("id", &FineTuningJobEvent::id, "The event's id."),
                field("created_at", &FineTuningJobEvent::created_at, "When it happened."),
                field("level", &FineTuningJobEvent::level, "How much it matters."),
                field("message", &FineTuningJobEvent::message, "For people."),
                field("type", &FineTuningJobEvent::type, "What it tells."),
                field("data", &FineTuningJobEvent::data, "For programs: what was measured."));
}
constexpr auto describe(Type<ListFineTuningEventsRequest>) {
  return object(
      "ListFineTuningEventsRequest",
      field("fine_tuning_job_id", &ListFineTuningEventsRequest::fine_tuning_job_id, "The job's id, from the path."),
      field("after", &ListFineTuningEventsRequest::after, "The id after which the page begins."),
      field("limit", &ListFineTuningEventsRequest::limit, "How many a page holds, 1 to 100. Default 20."));
}
constexpr auto describe(Type<FineTuningJobEventList>) {
  return object("FineTuningJobEventList", field("data", &FineTuningJobEventList::data, "The events."),
                field("object", &FineTuningJobEventList::object, "Always `list`."),
                field("has_more", &FineTuningJobEventList::has_more, "Whether more follow."));
}
constexpr auto describe(Type<FineTuningMetrics>) {
  return object(
      "FineTuningMetrics", field("step", &FineTuningMetrics::step, "The step."),
      field("train_loss", &FineTuningMetrics::train_loss, "The loss over the examples of the step."),
      field("train_mean_token_accuracy", &FineTuningMetrics::train_mean_token_accuracy,
            "How many of their tokens were right, 0 to 1."),
      field("valid_loss", &FineTuningMetrics::valid_loss, "The loss over some examples of the validation file."),
      field("valid_mean_token_accuracy", &FineTuningMetrics::valid_mean_token_accuracy,
            "How many of their tokens were right."),
      field("full_valid_loss", &FineTuningMetrics::full_valid_loss, "The loss over the whole validation file."),
      field("full_valid_mean_token_accuracy", &FineTuningMetrics::full_valid_mean_token_accuracy,
            "How many of its tokens were right."));
}
constexpr auto describe(Type<FineTuningJobCheckpoint>) {
  return object(
      "FineTuningJobCheckpoint", field("id", &FineTuningJobCheckpoint::id, "The checkpoint's id."),
      field("created_at", &FineTuningJobCheckpoint::created_at, "When it was made."),
      field("fine_tuned_model_checkpoint", &FineTuningJobCheckpoint::fine_tuned_model_checkpoint, "Its model's name."),
      field("step_number", &FineTuningJobCheckpoint::step_number, "After which step."),
      field("metrics", &FineTuningJobCheckpoint::metrics, "What was measured there."),
      field("fine_tuning_job_id", &FineTuningJobCheckpoint::fine_tuning_job_id, "The job's id."),
      field("object", &FineTuningJobCheckpoint::object, "Always `fine_tuning.job.checkpoint`."));
}
constexpr auto describe(Type<ListFineTuningJobCheckpointsRequest>) {
  return object(
      "ListFineTuningJobCheckpointsRequest",
      field("fine_tuning_job_id", &ListFineTuningJobCheckpointsRequest::fine_tuning_job_id,
            "The job's id, from the path."),
      field("after", &ListFineTuningJobCheckpointsRequest::after, "The id after which the page begins."),
      field("limit", &ListFineTuningJobCheckpointsRequest::limit, "How many a page holds, 1 to 100. Default 10."));
}
constexpr auto describe(Type<FineTuningJobCheckpointList>) {
  return object(
      "FineTuningJobCheckpointList", field("data", &FineTuningJobCheckpointList::data, "The checkpoints."),
      field("object", &FineTuningJobCheckpointList::object, "Always `list`."),
      field("first_id", &FineTuningJobCheckpointList::first_id, "The first one's id."),
      field("last_id", &FineTuningJobCheckpointList::last_id, "The last one's id: the next page begins after it."),
      field("has_more", &FineTuningJobCheckpointList::has_more, "Whether more follow."));
}
constexpr auto describe(Type<CheckpointPermission>) {
  return object("CheckpointPermission", field("id", &CheckpointPermission::id, "The permission's id."),
                field("created_at", &CheckpointPermission::created_at, "When it was given."),
                field("project_id", &CheckpointPermission::project_id, "The project."),
                field("object", &CheckpointPermission::object, "Always `checkpoint.permission`."));
}
constexpr auto describe(Type<ListCheckpointPermissionsRequest>) {
  return object(
      "ListCheckpointPermissionsRequest",
      field("fine_tuned_model_checkpoint", &ListCheckpointPermissionsRequest::fine_tuned_model_checkpoint,
            "The checkpoint's model, from the path."),
      field("project_id", &ListCheckpointPermissionsRequest::project_id, "Only those of this project."),
      field("after", &ListCheckpointPermissionsRequest::after, "The id after which the page begins."),
      field("limit", &ListCheckpointPermissionsRequest::limit, "How many a page holds, 1 to 100. Default 10."),
      field("order", &ListCheckpointPermissionsRequest::order, "How they are sorted. Default descending."));
}
constexpr auto describe(Type<CreateCheckpointPermissionRequest>) {
  return object("CreateCheckpointPermissionRequest",
                field("fine_tuned_model_checkpoint", &CreateCheckpointPermissionRequest::fine_tuned_model_checkpoint,
                      "The checkpoint's model, from the path."),
                field("project_ids", &CreateCheckpointPermissionRequest::project_ids, "The projects."));
}
constexpr auto describe(Type<CheckpointPermissionList>) {
  return object(
      "CheckpointPermissionList", field("data", &CheckpointPermissionList::data, "The permissions."),
      field("object", &CheckpointPermissionList::object, "Always `list`."),
      field("first_id", &CheckpointPermissionList::first_id, "The first one's id."),
      field("last_id", &CheckpointPermissionList::last_id, "The last one's id: the next page begins after it."),
      field("has_more", &CheckpointPermissionList::has_more, "Whether more follow."));
}
constexpr auto describe(Type<DeleteCheckpointPermissionRequest>) {
  return object(
      "DeleteCheckpointPermissionRequest",
      field("fine_tuned_model_checkpoint", &DeleteCheckpointPermissionRequest::fine_tuned_model_checkpoint,
            "The checkpoint's model, from the path."),
      field("permission_id", &DeleteCheckpointPermissionRequest::permission_id, "The permission's id, from the path."));
}
constexpr auto describe(Type<DeletedCheckpointPermission>) {
  return object("DeletedCheckpointPermission", field("id", &DeletedCheckpointPermission::id, "The permission's id."),
                field("object", &DeletedCheckpointPermission::object, "Always `checkpoint.permission`."),
                field("deleted", &DeletedCheckpointPermission::deleted, "Whether it is gone."));
}
constexpr auto describe(Type<RunGraderRequest>) {
  return object("RunGraderRequest", field("grader", &RunGraderRequest::grader, "The grader."),
                field("item", &RunGraderRequest::item, "What templates call `item`."),
                field("model_sample", &RunGraderRequest::model_sample,
                      "What a model said: `sample.output_text`, and where it is JSON `sample.output_json`."));
}
constexpr auto describe(Type<GraderErrors>) {
  return object(
      "GraderErrors", field("formula_parse_error", &GraderErrors::formula_parse_error, "The formula cannot be read."),
      field("sample_parse_error", &GraderErrors::sample_parse_error, "The sample cannot be read."),
      field("truncated_observation_error", &GraderErrors::truncated_observation_error, "Something was cut off."),
      field("unresponsive_reward_error", &GraderErrors::unresponsive_reward_error, "The grader gave nothing."),
      field("invalid_variable_error", &GraderErrors::invalid_variable_error, "A template names what is not there."),
      field("other_error", &GraderErrors::other_error, "Something else went wrong."),
      field("python_grader_server_error", &GraderErrors::python_grader_server_error, "The program could not be run."),
      field("python_grader_server_error_type", &GraderErrors::python_grader_server_error_type,
            "Why it could not be run.")
          .require(),
      field("python_grader_runtime_error", &GraderErrors::python_grader_runtime_error, "The program failed."),
      field("python_grader_runtime_error_details", &GraderErrors::python_grader_runtime_error_details, "How it failed.")
          .require(),
      field("model_grader_server_error", &GraderErrors::model_grader_server_error, "The model could not be asked."),
      field("model_grader_refusal_error", &GraderErrors::model_grader_refusal_error, "The model refused."),
      field("model_grader_parse_error", &GraderErrors::model_grader_parse_error, "What the model gave cannot be read."),
      field("model_grader_server_error_details", &GraderErrors::model_grader_server_error_details,
            "Why the model could not be asked.")
          .require());
}
constexpr auto describe(Type<GraderMetadata>) {
  return object("GraderMetadata", field("name", &GraderMetadata::name, "The grader's name."),
                field("type", &GraderMetadata::type, "The grader's type."),
                field("errors", &GraderMetadata::errors, "What went wrong."),
                field("execution_time", &GraderMetadata::execution_time, "How long it took, in seconds."),
                field("scores", &GraderMetadata::scores, "What each grader gave, by its name."),
                field("token_usage", &GraderMetadata::token_usage, "The tokens of models that graded.").require(),
                field("sampled_model_name", &GraderMetadata::sampled_model_name, "The model that graded.").require());
}
constexpr auto describe(Type<RunGraderResponse>) {
  return object(
      "RunGraderResponse", field("reward", &RunGraderResponse::reward, "What it gives."),
      field("metadata", &RunGraderResponse::metadata, "How it came to it."),
      field("sub_rewards", &RunGraderResponse::sub_rewards, "What the graders of a `multi` gave, by their names."),
      field("model_grader_token_usage_per_model", &RunGraderResponse::model_grader_token_usage_per_model,
            "The tokens of models that graded, by their names."));
}
constexpr auto describe(Type<ValidateGraderRequest>) {
  return object("ValidateGraderRequest", field("grader", &ValidateGraderRequest::grader, "The grader."));
}
constexpr auto describe(Type<ValidateGraderResponse>) {
  return object("ValidateGraderResponse", field("grader", &ValidateGraderResponse::grader, "The grader."));
}

}  // namespace oaicompat::inline v1
