// The vocabulary of HTTP, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/http/answer.ipp>
#include <oaicompat/http/hop_by_hop.ipp>
#include <oaicompat/http/multipart.ipp>
#include <oaicompat/http/proxy.ipp>
#include <oaicompat/http/request_notes.ipp>
#include <oaicompat/http/retry_fields.ipp>
#include <oaicompat/http/url.ipp>
