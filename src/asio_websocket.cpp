// Talks over WebSockets, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/asio_websocket.ipp>
