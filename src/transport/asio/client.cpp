// The event-loop client, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/transport/asio/client.ipp>
