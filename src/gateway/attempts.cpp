// The attempts of the gateway, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/answer_details.ipp>
#include <oaicompat/gateway/attempt.ipp>
#include <oaicompat/gateway/attempts.ipp>
#include <oaicompat/gateway/hedges.ipp>
#include <oaicompat/gateway/last_failure.ipp>
