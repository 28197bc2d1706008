// A response to the events of its stream, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/responses/split.ipp>
