// The gateway's log over SQLite, compiled once. Part of oaicompat::sqlite.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/sqlite_log.ipp>
