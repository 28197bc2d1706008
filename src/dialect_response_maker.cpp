// The chunks of chat completions to responses, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/response_maker.ipp>
