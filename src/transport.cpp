// What all transports share, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/http1.ipp>
