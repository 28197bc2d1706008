// A response to the events of its stream, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/split_response.ipp>
