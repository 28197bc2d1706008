// Which schemas of the specification each struct of fine-tuning and its graders mirrors.
// SPDX-License-Identifier: MIT
#pragma once

#include "mirrors.hpp"

#include <oaicompat/resources/fine_tuning/json.hpp>

namespace facts {

using FineTuningStructs =
    List<oaicompat::StringCheckGrader, oaicompat::TextSimilarityGrader, oaicompat::PythonGrader, oaicompat::GraderAudio,
         oaicompat::GraderOutputText, oaicompat::GraderImage, oaicompat::GraderMessage, oaicompat::GraderSampling,
         oaicompat::ScoreModelGrader, oaicompat::LabelModelGrader, oaicompat::MultiGrader,
         oaicompat::SupervisedHyperparameters, oaicompat::DpoHyperparameters, oaicompat::ReinforcementHyperparameters,
         oaicompat::SupervisedMethod, oaicompat::DpoMethod, oaicompat::ReinforcementMethod, oaicompat::FineTuneMethod,
         oaicompat::WandbProject, oaicompat::FineTuningIntegration, oaicompat::CreateFineTuningJobRequest,
         oaicompat::FineTuningJobError, oaicompat::FineTuningJobHyperparameters, oaicompat::FineTuningJob,
         oaicompat::ListFineTuningJobsRequest, oaicompat::FineTuningJobList, oaicompat::RetrieveFineTuningJobRequest,
         oaicompat::CancelFineTuningJobRequest, oaicompat::PauseFineTuningJobRequest,
         oaicompat::ResumeFineTuningJobRequest, oaicompat::FineTuningJobEvent, oaicompat::ListFineTuningEventsRequest,
         oaicompat::FineTuningJobEventList, oaicompat::FineTuningMetrics, oaicompat::FineTuningJobCheckpoint,
         oaicompat::ListFineTuningJobCheckpointsRequest, oaicompat::FineTuningJobCheckpointList,
         oaicompat::CheckpointPermission, oaicompat::ListCheckpointPermissionsRequest,
         oaicompat::CreateCheckpointPermissionRequest, oaicompat::CheckpointPermissionList,
         oaicompat::DeleteCheckpointPermissionRequest, oaicompat::DeletedCheckpointPermission,
         oaicompat::RunGraderRequest, oaicompat::GraderErrors, oaicompat::GraderMetadata, oaicompat::RunGraderResponse,
         oaicompat::ValidateGraderRequest, oaicompat::ValidateGraderResponse>;

inline Mirror mirror(oaicompat::Type<oaicompat::StringCheckGrader>) { return {{"GraderStringCheck"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::TextSimilarityGrader>) { return {{"GraderTextSimilarity"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::PythonGrader>) { return {{"GraderPython"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::GraderAudio>) { return {{"InputAudio"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::GraderOutputText>) { return {{"EvalItemContentOutputText"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::GraderImage>) { return {{"EvalItemInputImage"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::GraderMessage>) { return {{"EvalItem"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::GraderSampling>) { return {{"GraderScoreModel.sampling_params"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ScoreModelGrader>) { return {{"GraderScoreModel"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::LabelModelGrader>) { return {{"GraderLabelModel"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::MultiGrader>) { return {{"GraderMulti"}, "type"}; }
inline Mirror mirror(oaicompat::Type<oaicompat::SupervisedHyperparameters>) {
  return {{"FineTuneSupervisedHyperparameters", "CreateFineTuningJobRequest.hyperparameters"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::DpoHyperparameters>) { return {{"FineTuneDPOHyperparameters"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ReinforcementHyperparameters>) {
  return {{"FineTuneReinforcementHyperparameters"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::SupervisedMethod>) { return {{"FineTuneSupervisedMethod"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::DpoMethod>) { return {{"FineTuneDPOMethod"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ReinforcementMethod>) { return {{"FineTuneReinforcementMethod"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FineTuneMethod>) { return {{"FineTuneMethod"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::WandbProject>) {
  return {{"FineTuningIntegration.wandb", "CreateFineTuningJobRequest.integrations.wandb"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FineTuningIntegration>) {
  return {{"FineTuningIntegration", "CreateFineTuningJobRequest.integrations"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CreateFineTuningJobRequest>) {
  return {{"CreateFineTuningJobRequest"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FineTuningJobError>) { return {{"FineTuningJob.error"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FineTuningJobHyperparameters>) {
  return {{"FineTuningJob.hyperparameters"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FineTuningJob>) { return {{"FineTuningJob"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ListFineTuningJobsRequest>) { return {{"GET /fine_tuning/jobs"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FineTuningJobList>) {
  return {{"ListPaginatedFineTuningJobsResponse"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::RetrieveFineTuningJobRequest>) {
  return {{"GET /fine_tuning/jobs/{fine_tuning_job_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CancelFineTuningJobRequest>) {
  return {{"POST /fine_tuning/jobs/{fine_tuning_job_id}/cancel"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::PauseFineTuningJobRequest>) {
  return {{"POST /fine_tuning/jobs/{fine_tuning_job_id}/pause"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::ResumeFineTuningJobRequest>) {
  return {{"POST /fine_tuning/jobs/{fine_tuning_job_id}/resume"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FineTuningJobEvent>) { return {{"FineTuningJobEvent"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ListFineTuningEventsRequest>) {
  return {{"GET /fine_tuning/jobs/{fine_tuning_job_id}/events"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FineTuningJobEventList>) {
  return {{"ListFineTuningJobEventsResponse"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FineTuningMetrics>) { return {{"FineTuningJobCheckpoint.metrics"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::FineTuningJobCheckpoint>) { return {{"FineTuningJobCheckpoint"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ListFineTuningJobCheckpointsRequest>) {
  return {{"GET /fine_tuning/jobs/{fine_tuning_job_id}/checkpoints"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::FineTuningJobCheckpointList>) {
  return {{"ListFineTuningJobCheckpointsResponse"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CheckpointPermission>) { return {{"FineTuningCheckpointPermission"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ListCheckpointPermissionsRequest>) {
  return {{"GET /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CreateCheckpointPermissionRequest>) {
  return {{"POST /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::CheckpointPermissionList>) {
  return {{"ListFineTuningCheckpointPermissionResponse"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::DeleteCheckpointPermissionRequest>) {
  return {{"DELETE /fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions/{permission_id}"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::DeletedCheckpointPermission>) {
  return {{"DeleteFineTuningCheckpointPermissionResponse"}};
}
inline Mirror mirror(oaicompat::Type<oaicompat::RunGraderRequest>) { return {{"RunGraderRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::GraderErrors>) { return {{"RunGraderResponse.metadata.errors"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::GraderMetadata>) { return {{"RunGraderResponse.metadata"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::RunGraderResponse>) { return {{"RunGraderResponse"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ValidateGraderRequest>) { return {{"ValidateGraderRequest"}}; }
inline Mirror mirror(oaicompat::Type<oaicompat::ValidateGraderResponse>) { return {{"ValidateGraderResponse"}}; }

}  // namespace facts
