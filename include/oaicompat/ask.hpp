// ask: what a client has no function of its own for. Apart from client.hpp: the types are much to compile.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/conversation_operations.hpp>
#include <oaicompat/api/moderation_operations.hpp>
#include <oaicompat/api/stored_chat_operations.hpp>
#include <oaicompat/client.hpp>

#include <type_traits>
#include <utility>

namespace oaicompat::inline v1 {

// In the headers of their resources.
struct CreateResponse;
struct RetrieveResponse;
struct DeleteResponse;
struct CancelResponse;
struct ListInputItems;
struct CountInputTokens;
struct CompactResponse;
struct CreateSpeech;
struct CreateTranscription;
struct CreateTranslation;
struct CreateImage;
struct CreateImageEdit;
struct CreateImageVariation;

namespace detail {

// What `ask` is compiled for.
using Asked =
    OperationList<CreateChatCompletion, CreateCompletion, CreateEmbedding, ListModels, RetrieveModel, DeleteModel,
                  CreateModeration, ListChatCompletions, RetrieveChatCompletion, UpdateChatCompletion,
                  DeleteChatCompletion, ListChatMessages, CreateConversation, RetrieveConversation, UpdateConversation,
                  DeleteConversation, ListConversationItems, CreateConversationItems, RetrieveConversationItem,
                  DeleteConversationItem, CreateResponse, RetrieveResponse, DeleteResponse, CancelResponse,
                  ListInputItems, CountInputTokens, CompactResponse, CreateSpeech, CreateTranscription,
                  CreateTranslation, CreateImage, CreateImageEdit, CreateImageVariation>;

template <class Op, class... Ops>
constexpr bool is_one_of_list(OperationList<Ops...>) {
  return (std::is_same_v<Op, Ops> || ...);
}

// The types of an operation, where it is one that can be asked for; else the compiler says what is missing.
template <class Op>
struct AskedFor {
  static_assert(is_one_of_list<Op>(Asked{}), "ask<Op> takes an operation of the library's table");
  static_assert(
      requires { sizeof(Op); },
      "include the header of this operation: <oaicompat/responses.hpp>, "
      "<oaicompat/api/audio_operations.hpp> or <oaicompat/api/image_operations.hpp>");
  using Request = typename Op::Request;
  using Response = typename Op::Response;
};

template <class Op>
Reply<typename Op::Response> ask_by_name(const Client& client, typename Op::Request request,
                                         const RequestOptions& options);

}  // namespace detail

/// Asks by the name of an operation, and waits for its answer:
///
///     auto verdict = ask<CreateModeration>(client, {.input = Text{"I will be back."}});
///     auto begun = ask<CreateConversation>(client, {});
///     auto page = ask<ListChatCompletions>(client, {.model = "my-model", .limit = 20});
///
/// For every operation of the table, also those that are methods of the client. Those of responses, audio and images
/// need the header of their resource. **Threads**, **Errors**: as the client's methods.
template <class Op>
Reply<typename detail::AskedFor<Op>::Response> ask(const Client& client, typename detail::AskedFor<Op>::Request request,
                                                   const RequestOptions& options = {}) {
  return detail::ask_by_name<Op>(client, std::move(request), options);
}

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/impl/ask.ipp>
#endif
