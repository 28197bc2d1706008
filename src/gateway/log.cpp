// The gateway's log, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/log_json.ipp>
#include <oaicompat/gateway/log_queue.ipp>
#include <oaicompat/gateway/redaction.ipp>
#include <oaicompat/gateway/replay.ipp>
#include <oaicompat/gateway/request_log.ipp>
#include <oaicompat/gateway/traceparent.ipp>
#include <oaicompat/gateway/whole_answer.ipp>
