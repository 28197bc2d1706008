// The rows of the operation table for fine-tuning.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/resources/fine_tuning/types.hpp>

namespace oaicompat::inline v1 {

/// `POST /fine_tuning/jobs`: a model is to be trained.
struct CreateFineTuningJob : ApiOperation {
  using Request = CreateFineTuningJobRequest;
  using Response = FineTuningJob;
  static constexpr Endpoint endpoint{"createFineTuningJob", "POST", "/fine_tuning/jobs"};
};

/// `GET /fine_tuning/jobs`: a page of jobs.
struct ListFineTuningJobs : ApiOperation {
  using Request = ListFineTuningJobsRequest;
  using Response = FineTuningJobList;
  static constexpr Endpoint endpoint{"listPaginatedFineTuningJobs", "GET", "/fine_tuning/jobs"};
};

/// `GET /fine_tuning/jobs/{fine_tuning_job_id}`: a job.
struct RetrieveFineTuningJob : ApiOperation {
  using Request = RetrieveFineTuningJobRequest;
  using Response = FineTuningJob;
  static constexpr Endpoint endpoint{"retrieveFineTuningJob", "GET", "/fine_tuning/jobs/{fine_tuning_job_id}"};
};

/// `POST /fine_tuning/jobs/{fine_tuning_job_id}/cancel`: a job is to end early.
struct CancelFineTuningJob : ApiOperation {
  using Request = CancelFineTuningJobRequest;
  using Response = FineTuningJob;
  static constexpr Endpoint endpoint{"cancelFineTuningJob", "POST", "/fine_tuning/jobs/{fine_tuning_job_id}/cancel"};
};

/// `POST /fine_tuning/jobs/{fine_tuning_job_id}/pause`: a job is to pause.
struct PauseFineTuningJob : ApiOperation {
  using Request = PauseFineTuningJobRequest;
  using Response = FineTuningJob;
  static constexpr Endpoint endpoint{"pauseFineTuningJob", "POST", "/fine_tuning/jobs/{fine_tuning_job_id}/pause"};
};

/// `POST /fine_tuning/jobs/{fine_tuning_job_id}/resume`: a job is to go on.
struct ResumeFineTuningJob : ApiOperation {
  using Request = ResumeFineTuningJobRequest;
  using Response = FineTuningJob;
  static constexpr Endpoint endpoint{"resumeFineTuningJob", "POST", "/fine_tuning/jobs/{fine_tuning_job_id}/resume"};
};

/// `GET /fine_tuning/jobs/{fine_tuning_job_id}/events`: a page of events.
struct ListFineTuningEvents : ApiOperation {
  using Request = ListFineTuningEventsRequest;
  using Response = FineTuningJobEventList;
  static constexpr Endpoint endpoint{"listFineTuningEvents", "GET", "/fine_tuning/jobs/{fine_tuning_job_id}/events"};
};

/// `GET /fine_tuning/jobs/{fine_tuning_job_id}/checkpoints`: a page of checkpoints.
struct ListFineTuningJobCheckpoints : ApiOperation {
  using Request = ListFineTuningJobCheckpointsRequest;
  using Response = FineTuningJobCheckpointList;
  static constexpr Endpoint endpoint{"listFineTuningJobCheckpoints", "GET",
                                     "/fine_tuning/jobs/{fine_tuning_job_id}/checkpoints"};
};

/// `GET /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions`: who may use a checkpoint.
struct ListCheckpointPermissions : ApiOperation {
  using Request = ListCheckpointPermissionsRequest;
  using Response = CheckpointPermissionList;
  static constexpr Endpoint endpoint{"listFineTuningCheckpointPermissions", "GET",
                                     "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions"};
};

/// `POST /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions`: projects may use a checkpoint.
struct CreateCheckpointPermission : ApiOperation {
  using Request = CreateCheckpointPermissionRequest;
  using Response = CheckpointPermissionList;
  static constexpr Endpoint endpoint{"createFineTuningCheckpointPermission", "POST",
                                     "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions"};
};

/// `DELETE /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions/{permission_id}`: a project may no longer
/// use it.
struct DeleteCheckpointPermission : ApiOperation {
  using Request = DeleteCheckpointPermissionRequest;
  using Response = DeletedCheckpointPermission;
  static constexpr Endpoint endpoint{
      "deleteFineTuningCheckpointPermission", "DELETE",
      "/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions/{permission_id}"};
};

/// `POST /fine_tuning/alpha/graders/run`: what a grader gives.
struct RunGrader : ApiOperation {
  using Request = RunGraderRequest;
  using Response = RunGraderResponse;
  static constexpr Endpoint endpoint{"runGrader", "POST", "/fine_tuning/alpha/graders/run"};
};

/// `POST /fine_tuning/alpha/graders/validate`: whether a grader can be used.
struct ValidateGrader : ApiOperation {
  using Request = ValidateGraderRequest;
  using Response = ValidateGraderResponse;
  static constexpr Endpoint endpoint{"validateGrader", "POST", "/fine_tuning/alpha/graders/validate"};
};

/// The operations of this room.
using FineTuningOperations =
    OperationList<CreateFineTuningJob, ListFineTuningJobs, RetrieveFineTuningJob, CancelFineTuningJob,
                  PauseFineTuningJob, ResumeFineTuningJob, ListFineTuningEvents, ListFineTuningJobCheckpoints,
                  ListCheckpointPermissions, CreateCheckpointPermission, DeleteCheckpointPermission, RunGrader,
                  ValidateGrader>;

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/operations.ipp>
#endif
