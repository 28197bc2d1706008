// Responses while they are made, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/responses/chat_streams.ipp>
#include <oaicompat/resources/responses/job.ipp>
