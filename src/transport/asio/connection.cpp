// Connections of event-loop servers, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/transport/asio/connection.ipp>
