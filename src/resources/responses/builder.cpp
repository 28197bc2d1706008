// The chunks of chat completions to responses, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/responses/builder.ipp>
