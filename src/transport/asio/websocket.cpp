// Sessions over WebSockets, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/transport/asio/websocket.ipp>
