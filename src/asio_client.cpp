// The event-loop client, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/asio_client.ipp>
