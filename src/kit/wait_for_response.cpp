// Waiting for responses, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/kit/wait_for_response.ipp>
