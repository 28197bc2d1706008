// Responses while they are made, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/response_job.ipp>
#include <oaicompat/impl/response_streams.ipp>
