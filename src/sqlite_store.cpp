// The store over SQLite, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/sqlite_store.ipp>
