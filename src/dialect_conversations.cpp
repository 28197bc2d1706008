// Conversations over a store, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/conversations_over.ipp>
