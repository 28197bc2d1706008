// Server-sent events, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/sse/decoder.ipp>
#include <oaicompat/sse/encoder.ipp>
