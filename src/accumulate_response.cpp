// The events of a response's stream to the response, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/accumulate_response.ipp>
