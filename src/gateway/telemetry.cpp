// The gateway's telemetry, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/genai_metrics.ipp>
#include <oaicompat/gateway/otlp_json.ipp>
#include <oaicompat/gateway/otlp_post.ipp>
#include <oaicompat/gateway/request_parameters.ipp>
#include <oaicompat/gateway/telemetry.ipp>
#include <oaicompat/gateway/telemetry_queue.ipp>
