// The event-loop server, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/asio_server.ipp>
