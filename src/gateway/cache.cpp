// The gateway's cache of answers, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/answer_cache.ipp>
#include <oaicompat/gateway/cache_ask.ipp>
#include <oaicompat/gateway/cache_freshness.ipp>
#include <oaicompat/gateway/cache_refreshes.ipp>
#include <oaicompat/gateway/cached_answer.ipp>
#include <oaicompat/gateway/cached_request.ipp>
#include <oaicompat/gateway/canonical_json.ipp>
#include <oaicompat/gateway/shared_call.ipp>
