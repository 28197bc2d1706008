// The event-loop server, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/transport/asio/server.ipp>
