// Chunks of chat completions, and their writer, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/chat/accumulate.ipp>
#include <oaicompat/resources/chat/choice_progress.ipp>
#include <oaicompat/resources/chat/reasoning.ipp>
#include <oaicompat/resources/chat/sink.ipp>
#include <oaicompat/resources/chat/streaming.ipp>
#include <oaicompat/resources/chat/tool_call_places.ipp>
#include <oaicompat/resources/chat/writer.ipp>
