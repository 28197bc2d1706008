// Checkpoints of jobs, who may use them, and what is asked of graders.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>
#include <oaicompat/resources/graders/types.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace oaicompat::inline v1 {

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
