// Conversations over a store, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/conversations/service.ipp>
