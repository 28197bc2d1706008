// Requests for responses to requests for chat completions, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/begin_response.ipp>
#include <oaicompat/impl/response_messages.ipp>
#include <oaicompat/impl/response_to_chat.ipp>
#include <oaicompat/impl/tool_names.ipp>
