// Stores, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/stores/folder_blobs.ipp>
#include <oaicompat/stores/memory_blobs.ipp>
#include <oaicompat/stores/memory_store.ipp>
#include <oaicompat/stores/tenant_store.ipp>
