// The JSON forms of checkpoints, permissions and what is asked of graders.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/fine_tuning/checkpoint.hpp>
#include <oaicompat/resources/graders/json.hpp>

namespace oaicompat::inline v1 {

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
constexpr auto describe(Type<ValidateGraderRequest>) {
  return object("ValidateGraderRequest", field("grader", &ValidateGraderRequest::grader, "The grader."));
}
constexpr auto describe(Type<ValidateGraderResponse>) {
  return object("ValidateGraderResponse", field("grader", &ValidateGraderResponse::grader, "The grader."));
}

}  // namespace oaicompat::inline v1
