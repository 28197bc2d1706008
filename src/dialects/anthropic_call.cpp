// The Anthropic Messages API, called.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/anthropic/call.ipp>
#include <oaicompat/dialects/anthropic/stream_reader.ipp>
