// The row of the operation table for chat, and its streams, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/event_stream.ipp>
#include <oaicompat/api/streamed_row.ipp>
#include <oaicompat/resources/chat/accumulate.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/operations.hpp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateChatCompletion>();
template class oaicompat::EventStream<oaicompat::CreateChatCompletion>;
