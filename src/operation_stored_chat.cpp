// The rows of the operation table for chat completions that the server keeps, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/stored_chat_operations.hpp>
#include <oaicompat/impl/binding.ipp>

template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::ListChatCompletions>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::RetrieveChatCompletion>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::UpdateChatCompletion>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::DeleteChatCompletion>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::ListChatMessages>();
