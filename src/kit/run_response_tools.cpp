// Responses and tools in turn, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/kit/run_response_tools.ipp>
