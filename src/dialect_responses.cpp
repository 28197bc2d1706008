// Responses from chat completions, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/responses_from_chat.ipp>
