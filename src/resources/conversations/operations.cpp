// The rows of the operation table for conversations, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/row.ipp>
#include <oaicompat/resources/conversations/codec.hpp>
#include <oaicompat/resources/conversations/operations.hpp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateConversation>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::RetrieveConversation>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::UpdateConversation>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::DeleteConversation>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListConversationItems>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::CreateConversationItems>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::RetrieveConversationItem>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::DeleteConversationItem>();
