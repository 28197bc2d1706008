// Requests that are answered once for a key, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/idempotency_keys.ipp>
