// What a server derives of its chats, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/server_services.ipp>
