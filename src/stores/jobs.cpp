// The queue of jobs, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/stores/job_record.hpp>
#include <oaicompat/stores/job_workers.ipp>
#include <oaicompat/stores/jobs.ipp>

namespace oaicompat::inline v1 {

template struct Codec<detail::JobRecord>;

}  // namespace oaicompat::inline v1
