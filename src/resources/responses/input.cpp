// Requests for responses to requests for chat completions, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/responses/begin.ipp>
#include <oaicompat/resources/responses/messages.ipp>
#include <oaicompat/resources/responses/to_chat.ipp>
#include <oaicompat/resources/responses/tool_names.ipp>
