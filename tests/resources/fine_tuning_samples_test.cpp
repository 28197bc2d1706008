// What the operations on fine-tuning take and give is read typed and comes back.
// SPDX-License-Identifier: MIT
#include "check_sample.hpp"
#include "fine_tuning_mirrors.hpp"

using namespace oaicompat;
using facts::check_sample;

TEST_CASE("fine-tuning jobs, their events, checkpoints and graders, and what is asked about them, come back") {
  check_sample<CreateFineTuningJobRequest>("CreateFineTuningJobRequest", "");
  check_sample<FineTuningJob>("FineTuningJob", "");
  check_sample<ListFineTuningJobsRequest>("GET /fine_tuning/jobs", "");
  check_sample<FineTuningJobList>("ListPaginatedFineTuningJobsResponse", "");
  check_sample<RetrieveFineTuningJobRequest>("GET /fine_tuning/jobs/{fine_tuning_job_id}", "");
  check_sample<CancelFineTuningJobRequest>("POST /fine_tuning/jobs/{fine_tuning_job_id}/cancel", "");
  check_sample<PauseFineTuningJobRequest>("POST /fine_tuning/jobs/{fine_tuning_job_id}/pause", "");
  check_sample<ResumeFineTuningJobRequest>("POST /fine_tuning/jobs/{fine_tuning_job_id}/resume", "");
  check_sample<ListFineTuningEventsRequest>("GET /fine_tuning/jobs/{fine_tuning_job_id}/events", "");
  check_sample<FineTuningJobEventList>("ListFineTuningJobEventsResponse", "");
  check_sample<ListFineTuningJobCheckpointsRequest>("GET /fine_tuning/jobs/{fine_tuning_job_id}/checkpoints", "");
  check_sample<FineTuningJobCheckpointList>("ListFineTuningJobCheckpointsResponse", "");
  check_sample<ListCheckpointPermissionsRequest>(
      "GET /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions", "");
  check_sample<CreateCheckpointPermissionRequest>(
      "POST /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions", "");
  check_sample<CheckpointPermissionList>("ListFineTuningCheckpointPermissionResponse", "");
  check_sample<DeleteCheckpointPermissionRequest>(
      "DELETE /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions/{permission_id}", "");
  check_sample<DeletedCheckpointPermission>("DeleteFineTuningCheckpointPermissionResponse", "");
  check_sample<RunGraderRequest>("RunGraderRequest", "");
  check_sample<RunGraderResponse>("RunGraderResponse", "");
  check_sample<ValidateGraderRequest>("ValidateGraderRequest", "");
  check_sample<ValidateGraderResponse>("ValidateGraderResponse", "");
}
