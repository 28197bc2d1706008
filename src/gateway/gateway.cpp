// The gateway, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/answer_watch.ipp>
#include <oaicompat/gateway/asked.ipp>
#include <oaicompat/gateway/decide.ipp>
#include <oaicompat/gateway/failure.ipp>
#include <oaicompat/gateway/health.ipp>
#include <oaicompat/gateway/new_key.ipp>
#include <oaicompat/gateway/prices.ipp>
#include <oaicompat/gateway/rules.ipp>
#include <oaicompat/gateway/shared_state.ipp>
#include <oaicompat/gateway/stored_state.ipp>
#include <oaicompat/gateway/usage.ipp>
