// Stores, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/memory_store.ipp>
#include <oaicompat/impl/tenant_store.ipp>
