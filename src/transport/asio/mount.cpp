// Serving on a host's event loop, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/transport/asio/mount.ipp>
