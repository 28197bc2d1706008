// Reading and writing what the operations on conversations take and give.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/conversations/codec.hpp>
#include <oaicompat/resources/conversations/json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<Conversation>;
template struct OAICOMPAT_API Codec<CreateConversationRequest>;
template struct OAICOMPAT_API Codec<RetrieveConversationRequest>;
template struct OAICOMPAT_API Codec<UpdateConversationRequest>;
template struct OAICOMPAT_API Codec<DeleteConversationRequest>;
template struct OAICOMPAT_API Codec<DeletedConversation>;
template struct OAICOMPAT_API Codec<ListConversationItemsRequest>;
template struct OAICOMPAT_API Codec<CreateConversationItemsRequest>;
template struct OAICOMPAT_API Codec<RetrieveConversationItemRequest>;
template struct OAICOMPAT_API Codec<DeleteConversationItemRequest>;
template struct OAICOMPAT_API Codec<ConversationItemList>;

}  // namespace oaicompat::inline v1
