// SPDX-License-Identifier: MIT
#include "accepted.hpp"

#include <oaicompat/client.hpp>
#include <oaicompat/resources/chat/stored_operations.hpp>
#include <oaicompat/resources/codec.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/moderations/operations.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// stdy's answers are made up, and need not be read: the requests are what is judged.
template <Operation Op>
void check_taken(typename Op::Request request) {
  const auto reply = stdy().send<Op>(std::move(request));
  check_accepted({.status = reply.status(), .headers = reply.headers()}, reply ? "" : reply.error().message);
}

const Map<Text> labels{{{"team", "tests"}, {"a b", "c&d=e"}}};
const std::string awkward_id = "a b/c?d#e";

}  // namespace

TEST_CASE("stdy accepts what is asked of conversations") {
  check_taken<CreateConversation>({});
  check_taken<CreateConversation>({.metadata = labels, .items = std::vector<ResponseItem>{user_item("Hi")}});
  for (const std::string& id : {std::string{"conv_1"}, awkward_id}) {
    CAPTURE(id);
    check_taken<RetrieveConversation>({.conversation_id = Text{id}});
    check_taken<UpdateConversation>({.conversation_id = Text{id}, .metadata = labels});
    check_taken<DeleteConversation>({.conversation_id = Text{id}});
  }
}

TEST_CASE("stdy accepts what is asked of the items of a conversation") {
  const std::vector<OpenEnum<ResponseInclude>> include{ResponseInclude::input_image_urls,
                                                       ResponseInclude::encrypted_reasoning};
  check_taken<ListConversationItems>({.conversation_id = "conv_1"});
  check_taken<ListConversationItems>(
      {.conversation_id = "conv_1", .limit = 5, .order = ListOrder::asc, .after = "msg_1", .include = include});
  check_taken<CreateConversationItems>(
      {.conversation_id = "conv_1", .include = include, .items = {user_item("Hi"), assistant_item("Hello.")}});
  check_taken<RetrieveConversationItem>({.conversation_id = "conv_1", .item_id = Text{awkward_id}, .include = include});
  check_taken<DeleteConversationItem>({.conversation_id = Text{awkward_id}, .item_id = "msg_1"});
}

TEST_CASE("stdy accepts what is asked of chat completions that are kept") {
  check_taken<ListChatCompletions>({});
  check_taken<ListChatCompletions>(
      {.model = "gpt-4o", .metadata = labels, .limit = 5, .order = ListOrder::desc, .after = "chatcmpl-1"});
  for (const std::string& id : {std::string{"chatcmpl-1"}, awkward_id}) {
    CAPTURE(id);
    check_taken<RetrieveChatCompletion>({.completion_id = Text{id}});
    check_taken<UpdateChatCompletion>({.completion_id = Text{id}, .metadata = labels});
    check_taken<DeleteChatCompletion>({.completion_id = Text{id}});
    check_taken<ListChatMessages>(
        {.completion_id = Text{id}, .limit = 5, .order = ListOrder::asc, .after = "chatcmpl-1-0"});
  }
}

TEST_CASE("stdy accepts an input to moderate in every form, and the deletion of a model") {
  check_taken<CreateModeration>({.input = Text{"I will be back."}});
  check_taken<CreateModeration>(
      {.input = std::vector<ModerationInputItem>{Text{"a"}, Text{"b"}}, .model = "omni-moderation-latest"});
  check_taken<CreateModeration>({.input = std::vector<ModerationInputItem>{
                                     ModerationPart{ModerationText{.text = "a"}},
                                     ModerationPart{ModerationImage{.image_url = {.url = "https://a/b.png"}}}}});
  check_taken<DeleteModel>({.model = "ft:gpt-4o-mini:acme:a/b"});
}
