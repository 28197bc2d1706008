// The stores that need nothing else, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/memory_store.ipp>
