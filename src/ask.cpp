// Operations through a client by their names, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/ask.ipp>

namespace oaicompat::inline v1 {

#define OAICOMPAT_ASKED(Op) \
  template OAICOMPAT_API Reply<Op::Response> ask<Op>(const Client&, Op::Request, const RequestOptions&)

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

#undef OAICOMPAT_ASKED

}  // namespace oaicompat::inline v1
