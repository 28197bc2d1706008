// Responses in a store, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/response_shelf.ipp>
