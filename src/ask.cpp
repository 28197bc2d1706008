// Operations through a client by their names, compiled once.
// SPDX-License-Identifier: MIT
#include "asked.hpp"

namespace oaicompat::inline v1 {

OAICOMPAT_ASKED(CreateModeration);
OAICOMPAT_ASKED(DeleteModel);
OAICOMPAT_ASKED(CreateConversation);
OAICOMPAT_ASKED(RetrieveConversation);
OAICOMPAT_ASKED(UpdateConversation);
OAICOMPAT_ASKED(DeleteConversation);
OAICOMPAT_ASKED(ListConversationItems);
OAICOMPAT_ASKED(CreateConversationItems);
OAICOMPAT_ASKED(RetrieveConversationItem);
OAICOMPAT_ASKED(DeleteConversationItem);
OAICOMPAT_ASKED(ListChatCompletions);
OAICOMPAT_ASKED(RetrieveChatCompletion);
OAICOMPAT_ASKED(UpdateChatCompletion);
OAICOMPAT_ASKED(DeleteChatCompletion);
OAICOMPAT_ASKED(ListChatMessages);

}  // namespace oaicompat::inline v1
