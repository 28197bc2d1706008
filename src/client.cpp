// The client's face, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.ipp>
