// Responses through a client, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/responses.ipp>
