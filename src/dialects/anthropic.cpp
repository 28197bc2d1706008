// The Anthropic Messages API: requests and answers to and from chat.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/anthropic/answers.ipp>
#include <oaicompat/dialects/anthropic/errors.ipp>
#include <oaicompat/dialects/anthropic/form.ipp>
#include <oaicompat/dialects/anthropic/from_chat.ipp>
#include <oaicompat/dialects/anthropic/models.ipp>
#include <oaicompat/dialects/anthropic/said.ipp>
#include <oaicompat/dialects/anthropic/stream_writer.ipp>
#include <oaicompat/dialects/anthropic/to_chat.ipp>
