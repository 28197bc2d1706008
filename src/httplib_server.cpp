// The HTTP server, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/http1.ipp>
#include <oaicompat/impl/httplib_server.ipp>
