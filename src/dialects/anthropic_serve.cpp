// The Anthropic Messages API, served.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/anthropic/model_lists.ipp>
#include <oaicompat/dialects/anthropic/serve.ipp>
