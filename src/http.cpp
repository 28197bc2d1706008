// The vocabulary of HTTP, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/answer.ipp>
#include <oaicompat/impl/hop_by_hop.ipp>
#include <oaicompat/impl/multipart.ipp>
#include <oaicompat/impl/retry_fields.ipp>
