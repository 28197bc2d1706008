// Stores, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/stores/memory_store.ipp>
#include <oaicompat/stores/tenant_store.ipp>
