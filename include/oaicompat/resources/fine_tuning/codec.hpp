// Reading and writing the types of fine-tuning: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/fine_tuning/types.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/fine_tuning/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<FineTuneMethod>;
extern template struct OAICOMPAT_API Codec<CreateFineTuningJobRequest>;
extern template struct OAICOMPAT_API Codec<FineTuningJob>;
extern template struct OAICOMPAT_API Codec<ListFineTuningJobsRequest>;
extern template struct OAICOMPAT_API Codec<FineTuningJobList>;
extern template struct OAICOMPAT_API Codec<RetrieveFineTuningJobRequest>;
extern template struct OAICOMPAT_API Codec<CancelFineTuningJobRequest>;
extern template struct OAICOMPAT_API Codec<PauseFineTuningJobRequest>;
extern template struct OAICOMPAT_API Codec<ResumeFineTuningJobRequest>;
extern template struct OAICOMPAT_API Codec<FineTuningJobEvent>;
extern template struct OAICOMPAT_API Codec<ListFineTuningEventsRequest>;
extern template struct OAICOMPAT_API Codec<FineTuningJobEventList>;
extern template struct OAICOMPAT_API Codec<FineTuningMetrics>;
extern template struct OAICOMPAT_API Codec<FineTuningJobCheckpoint>;
extern template struct OAICOMPAT_API Codec<ListFineTuningJobCheckpointsRequest>;
extern template struct OAICOMPAT_API Codec<FineTuningJobCheckpointList>;
extern template struct OAICOMPAT_API Codec<CheckpointPermission>;
extern template struct OAICOMPAT_API Codec<ListCheckpointPermissionsRequest>;
extern template struct OAICOMPAT_API Codec<CreateCheckpointPermissionRequest>;
extern template struct OAICOMPAT_API Codec<CheckpointPermissionList>;
extern template struct OAICOMPAT_API Codec<DeleteCheckpointPermissionRequest>;
extern template struct OAICOMPAT_API Codec<DeletedCheckpointPermission>;
extern template struct OAICOMPAT_API Codec<RunGraderRequest>;
extern template struct OAICOMPAT_API Codec<ValidateGraderRequest>;
extern template struct OAICOMPAT_API Codec<ValidateGraderResponse>;
extern template struct OAICOMPAT_API Codec<SupervisedExample>;
extern template struct OAICOMPAT_API Codec<DpoExample>;
extern template struct OAICOMPAT_API Codec<ReinforcementExample>;

}  // namespace oaicompat::inline v1

#endif
