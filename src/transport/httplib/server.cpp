// The HTTP server, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/transport/httplib/server.ipp>
