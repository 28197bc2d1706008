// The store over SQLite, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/stores/sqlite_store.ipp>
