// The gateway's handler, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/account.ipp>
#include <oaicompat/gateway/gateway.ipp>
#include <oaicompat/gateway/gateway_judge.ipp>
#include <oaicompat/gateway/gateway_models.ipp>
#include <oaicompat/gateway/gateway_views.ipp>
