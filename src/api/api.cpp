// serve and call, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/call.ipp>
#include <oaicompat/api/json_growth.ipp>
#include <oaicompat/api/raw.ipp>
#include <oaicompat/api/serve.ipp>
