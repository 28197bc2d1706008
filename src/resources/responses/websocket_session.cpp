// Responses over messages, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/responses/websocket_session.ipp>
