// The row of the operation table for chat, and its streams, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/operations.hpp>
#include <oaicompat/impl/binding.ipp>
#include <oaicompat/impl/event_stream.ipp>

template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CreateChatCompletion>();
template class oaicompat::EventStream<oaicompat::CreateChatCompletion>;
