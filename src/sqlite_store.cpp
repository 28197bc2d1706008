// The store in a file, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/sqlite_store.ipp>
