// The HTTP server, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/httplib_server.ipp>
