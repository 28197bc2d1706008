// The JSON forms of jobs.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/fine_tuning/job.hpp>
#include <oaicompat/resources/fine_tuning/method_json.hpp>

namespace oaicompat::inline v1 {

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

}  // namespace oaicompat::inline v1
