// The layers, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/layers/access_log.ipp>
#include <oaicompat/layers/answer_progress.ipp>
#include <oaicompat/layers/api_keys.ipp>
#include <oaicompat/layers/bearer.ipp>
#include <oaicompat/layers/catch_exceptions.ipp>
#include <oaicompat/layers/cors.ipp>
#include <oaicompat/layers/decompress.ipp>
#include <oaicompat/layers/default_headers.ipp>
#include <oaicompat/layers/dialects.ipp>
#include <oaicompat/layers/drain.ipp>
#include <oaicompat/layers/edit_head.ipp>
#include <oaicompat/layers/forward_headers.ipp>
#include <oaicompat/layers/health.ipp>
#include <oaicompat/layers/keep_alive.ipp>
#include <oaicompat/layers/limits.ipp>
#include <oaicompat/layers/metrics.ipp>
#include <oaicompat/layers/provider_quirks.ipp>
#include <oaicompat/layers/rate_limit.ipp>
#include <oaicompat/layers/request_id.ipp>
#include <oaicompat/layers/retry.ipp>
#include <oaicompat/layers/retry_delay.ipp>
#include <oaicompat/layers/reverse_proxy.ipp>
#include <oaicompat/layers/timeouts.ipp>
#include <oaicompat/layers/trace.ipp>
