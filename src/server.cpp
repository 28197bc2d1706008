// The server's face, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/server.ipp>
