// The event-loop server and client, and both on a host's event loop, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/transport/asio/client.ipp>
#include <oaicompat/transport/asio/mount.ipp>
#include <oaicompat/transport/asio/server.ipp>
