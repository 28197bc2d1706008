// The HTTP client, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/transport/httplib/client.ipp>
