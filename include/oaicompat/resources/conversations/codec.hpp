// Reading and writing the types of conversations: compiled into the library.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/conversations/types.hpp>
#include <oaicompat/resources/responses/codec.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/conversations/json.hpp>
#else

namespace oaicompat::inline v1 {

// What can be read and written alone; the rest is read and written inside these.
extern template struct OAICOMPAT_API Codec<Conversation>;
extern template struct OAICOMPAT_API Codec<CreateConversationRequest>;
extern template struct OAICOMPAT_API Codec<RetrieveConversationRequest>;
extern template struct OAICOMPAT_API Codec<UpdateConversationRequest>;
extern template struct OAICOMPAT_API Codec<DeleteConversationRequest>;
extern template struct OAICOMPAT_API Codec<DeletedConversation>;
extern template struct OAICOMPAT_API Codec<ListConversationItemsRequest>;
extern template struct OAICOMPAT_API Codec<CreateConversationItemsRequest>;
extern template struct OAICOMPAT_API Codec<RetrieveConversationItemRequest>;
extern template struct OAICOMPAT_API Codec<DeleteConversationItemRequest>;
extern template struct OAICOMPAT_API Codec<ConversationItemList>;

}  // namespace oaicompat::inline v1

#endif
