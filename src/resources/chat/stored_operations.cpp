// The rows of the operation table for chat completions that the server keeps, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/row.ipp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/stored_operations.hpp>

template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListChatCompletions>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::RetrieveChatCompletion>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::UpdateChatCompletion>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::DeleteChatCompletion>();
template OAICOMPAT_API const oaicompat::detail::Row& oaicompat::detail::row<oaicompat::ListChatMessages>();
