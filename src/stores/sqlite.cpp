// The store and the blobs over SQLite, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/stores/sqlite_blobs.ipp>
#include <oaicompat/stores/sqlite_keyword_index.ipp>
#include <oaicompat/stores/sqlite_store.ipp>
