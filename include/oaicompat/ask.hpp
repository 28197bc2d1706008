// ask: what a client has no function of its own for. Apart from client.hpp: the types are much to compile.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/conversation_operations.hpp>
#include <oaicompat/api/moderation_operations.hpp>
#include <oaicompat/api/stored_chat_operations.hpp>
#include <oaicompat/client.hpp>

namespace oaicompat::inline v1 {

/// Asks by the name of an operation, and waits for its answer:
///
///     auto verdict = ask<CreateModeration>(client, {.input = Text{"I will be back."}});
///     auto begun = ask<CreateConversation>(client, {});
///     auto page = ask<ListChatCompletions>(client, {.model = "my-model", .limit = 20});
///
/// For moderation, conversations and their items, chat completions that are kept, and the deletion of a model.
/// **Threads**, **Errors**: as the client's methods.
template <Operation Op>
Reply<typename Op::Response> ask(const Client& client, typename Op::Request request,
                                 const RequestOptions& options = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/ask.ipp>
#endif
