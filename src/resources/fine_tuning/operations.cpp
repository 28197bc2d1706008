// The rows of the operation table for fine-tuning, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/row.ipp>
#include <oaicompat/resources/fine_tuning/codec.hpp>
#include <oaicompat/resources/fine_tuning/operations.hpp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateFineTuningJob>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListFineTuningJobs>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::RetrieveFineTuningJob>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CancelFineTuningJob>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::PauseFineTuningJob>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ResumeFineTuningJob>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListFineTuningEvents>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListFineTuningJobCheckpoints>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListCheckpointPermissions>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateCheckpointPermission>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::DeleteCheckpointPermission>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::RunGrader>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ValidateGrader>();
