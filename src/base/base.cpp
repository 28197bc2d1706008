// Time, threads, bytes and files, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/base/body.ipp>
#include <oaicompat/base/bytes.ipp>
#include <oaicompat/base/clock.ipp>
#include <oaicompat/base/error_format.ipp>
#include <oaicompat/base/executor.ipp>
#include <oaicompat/base/file.ipp>
#include <oaicompat/base/headers.ipp>
#include <oaicompat/base/loss.ipp>
#include <oaicompat/base/manual_clock.ipp>
#include <oaicompat/base/media_type.ipp>
#include <oaicompat/base/random_bytes.ipp>
#include <oaicompat/base/random_id.ipp>
#include <oaicompat/base/worker_pool.ipp>
