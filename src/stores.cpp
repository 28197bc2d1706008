// Stores, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/memory_store.ipp>
