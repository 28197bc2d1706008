// Server-sent events, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/sse_decoder.ipp>
#include <oaicompat/impl/sse_encoder.ipp>
