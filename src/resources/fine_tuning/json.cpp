// Reading and writing the types of fine-tuning.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/fine_tuning/codec.hpp>
#include <oaicompat/resources/fine_tuning/json.hpp>
#include <oaicompat/resources/fine_tuning/record.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<FineTuneMethod>;
template struct OAICOMPAT_API Codec<CreateFineTuningJobRequest>;
template struct OAICOMPAT_API Codec<FineTuningJob>;
template struct OAICOMPAT_API Codec<ListFineTuningJobsRequest>;
template struct OAICOMPAT_API Codec<FineTuningJobList>;
template struct OAICOMPAT_API Codec<RetrieveFineTuningJobRequest>;
template struct OAICOMPAT_API Codec<CancelFineTuningJobRequest>;
template struct OAICOMPAT_API Codec<PauseFineTuningJobRequest>;
template struct OAICOMPAT_API Codec<ResumeFineTuningJobRequest>;
template struct OAICOMPAT_API Codec<FineTuningJobEvent>;
template struct OAICOMPAT_API Codec<ListFineTuningEventsRequest>;
template struct OAICOMPAT_API Codec<FineTuningJobEventList>;
template struct OAICOMPAT_API Codec<FineTuningMetrics>;
template struct OAICOMPAT_API Codec<FineTuningJobCheckpoint>;
template struct OAICOMPAT_API Codec<ListFineTuningJobCheckpointsRequest>;
template struct OAICOMPAT_API Codec<FineTuningJobCheckpointList>;
template struct OAICOMPAT_API Codec<CheckpointPermission>;
template struct OAICOMPAT_API Codec<ListCheckpointPermissionsRequest>;
template struct OAICOMPAT_API Codec<CreateCheckpointPermissionRequest>;
template struct OAICOMPAT_API Codec<CheckpointPermissionList>;
template struct OAICOMPAT_API Codec<DeleteCheckpointPermissionRequest>;
template struct OAICOMPAT_API Codec<DeletedCheckpointPermission>;
template struct OAICOMPAT_API Codec<RunGraderRequest>;
template struct OAICOMPAT_API Codec<ValidateGraderRequest>;
template struct OAICOMPAT_API Codec<ValidateGraderResponse>;
template struct OAICOMPAT_API Codec<SupervisedExample>;
template struct OAICOMPAT_API Codec<DpoExample>;
template struct OAICOMPAT_API Codec<ReinforcementExample>;

// What the service keeps.
template struct Codec<detail::FineTuneRecord>;

}  // namespace oaicompat::inline v1
