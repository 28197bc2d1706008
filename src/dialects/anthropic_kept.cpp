// Anthropic's message batches and files.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/anthropic/batches.ipp>
#include <oaicompat/dialects/anthropic/files.ipp>
