// The rows of the operation table for conversations, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/conversation_operations.hpp>
#include <oaicompat/impl/binding.ipp>

template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CreateConversation>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::RetrieveConversation>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::UpdateConversation>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::DeleteConversation>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::ListConversationItems>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::CreateConversationItems>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::RetrieveConversationItem>();
template oaicompat::detail::Binding oaicompat::detail::binding<oaicompat::DeleteConversationItem>();
