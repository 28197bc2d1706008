// The gateway's handler, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/gateway.ipp>
