// The gateway's log over PostgreSQL, compiled once. Part of oaicompat::postgres.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/postgres_log.ipp>
