// The HTTP client, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/httplib_client.ipp>
