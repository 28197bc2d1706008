// The layers, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/layer_access_log.ipp>
#include <oaicompat/impl/layer_answer_progress.ipp>
#include <oaicompat/impl/layer_api_keys.ipp>
#include <oaicompat/impl/layer_bearer.ipp>
#include <oaicompat/impl/layer_catch_all.ipp>
#include <oaicompat/impl/layer_cors.ipp>
#include <oaicompat/impl/layer_decompress.ipp>
#include <oaicompat/impl/layer_default_headers.ipp>
#include <oaicompat/impl/layer_drain.ipp>
#include <oaicompat/impl/layer_forward.ipp>
#include <oaicompat/impl/layer_health.ipp>
#include <oaicompat/impl/layer_keep_alive.ipp>
#include <oaicompat/impl/layer_limits.ipp>
#include <oaicompat/impl/layer_pass_on.ipp>
#include <oaicompat/impl/layer_request_id.ipp>
#include <oaicompat/impl/layer_retry.ipp>
#include <oaicompat/impl/layer_retry_delay.ipp>
#include <oaicompat/impl/layer_timeouts.ipp>
