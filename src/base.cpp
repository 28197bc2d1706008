// Time, threads and bytes, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/body.ipp>
#include <oaicompat/impl/bytes.ipp>
#include <oaicompat/impl/clock.ipp>
#include <oaicompat/impl/worker_pool.ipp>
