// Serving on a host's event loop, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/asio_mount.ipp>
