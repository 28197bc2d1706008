// The events of a response's stream to the response, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/responses/accumulate.ipp>
