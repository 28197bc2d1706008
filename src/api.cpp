// serve, call, accumulate and the writers, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/accumulate_chat.ipp>
#include <oaicompat/impl/accumulate_completion.ipp>
#include <oaicompat/impl/call.ipp>
#include <oaicompat/impl/chat_writer.ipp>
#include <oaicompat/impl/completion_writer.ipp>
#include <oaicompat/impl/json_growth.ipp>
#include <oaicompat/impl/operations.ipp>
#include <oaicompat/impl/random_id.ipp>
#include <oaicompat/impl/reasoning.ipp>
#include <oaicompat/impl/serve.ipp>
#include <oaicompat/impl/streaming.ipp>
#include <oaicompat/impl/tool_call_places.ipp>
#include <oaicompat/impl/url.ipp>
