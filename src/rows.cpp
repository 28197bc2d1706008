// serve, call and offload over rows, compiled once for all operations.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/async_pull.ipp>
#include <oaicompat/api/backend.ipp>
#include <oaicompat/api/called.ipp>
#include <oaicompat/api/pages.ipp>
#include <oaicompat/api/router.ipp>
#include <oaicompat/api/send.ipp>
#include <oaicompat/api/send_async.ipp>
#include <oaicompat/api/served.ipp>
