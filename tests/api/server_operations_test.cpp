// SPDX-License-Identifier: MIT
#include "asked.hpp"

#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/moderations/operations.hpp>

#include <stdexcept>

using namespace asked_server;

TEST_CASE("any operation has a handler, which may block and is called on a thread of its own where it must not") {
  Server server{{.clock = std::make_shared<ManualClock>()}};
  server.on<CreateModeration>([](const ModerationRequest&, const Context& context) -> Result<Moderation> {
    Moderation out;
    out.id = context.principal.empty() ? "modr-1" : "";
    return out;
  });
  server.on<RetrieveConversation>(
      [](const RetrieveConversationRequest& request, const Context&) -> Result<Conversation> {
        if (request.conversation_id == "throws") throw std::runtime_error{"secret"};
        return api_error(404, "No conversation " + request.conversation_id.str() + ".");
      });
  const auto handler = server.handler();
  for (const bool may_block : {true, false}) {
    CAPTURE(may_block);
    const auto made = asked(handler, post("/v1/moderations", R"({"input":"x"})"), may_block);
    CHECK(made.head.status == 200);
    CHECK(read<Moderation>(made.body).id == "modr-1");
    const auto missing = asked(handler, {.path = "/v1/conversations/conv_1"}, may_block);
    CHECK(missing.head.status == 404);
    CHECK(read_error(missing.head, missing.body).message == "No conversation conv_1.");
    const auto thrown = asked(handler, {.path = "/v1/conversations/throws"}, may_block);
    CHECK(thrown.head.status == 500);
    CHECK(code_of(thrown) == "internal_error");
    CHECK(thrown.body.find("secret") == std::string::npos);
  }
}

TEST_CASE("an operation that may be streamed has a handler that gives chunks, or a whole response") {
  Server chunks{{.clock = std::make_shared<ManualClock>()}}, wholes{{.clock = std::make_shared<ManualClock>()}};
  chunks.on<Chat>([](const ChatRequest&, const Context&, const ChunkSink<Chat>& send) -> Result<void> {
    for (const auto& json : {role_chunk, text_chunk, finish_chunk}) {
      if (!send(read<ChatChunk>(json))) break;
    }
    return {};
  });
  wholes.on<Chat>(
      [](const ChatRequest&, const Context&) -> Result<ChatCompletion> { return read<ChatCompletion>(whole_hi); });
  for (auto* server : {&chunks, &wholes}) {
    server->chat("my-model", hello);
    const auto handler = server->handler();
    for (const bool may_block : {true, false}) {
      CHECK(read<ChatCompletion>(asked_chat(handler, ask_whole, may_block).body).text() == "Hi.");
      const auto data = events(asked_chat(handler, ask_stream, may_block).body);
      REQUIRE(data.size() == 4);
      CHECK(read<ChatChunk>(data[1]).text() == "Hi.");
      CHECK(read<ChatCompletion>(asked_chat(handler, chat_body(), may_block).body).text() == "Hello, world");
    }
  }
}

TEST_CASE("a handler of an operation comes before the backend, whichever was given first") {
  Backend behind;
  behind.on<CreateModeration>(
      [](const Parsed<ModerationRequest>&, const Context&) { return failed<Moderation>(api_error(418, "Behind.")); });
  Server server{{.clock = std::make_shared<ManualClock>()}};
  server.on<CreateModeration>(
      [](const ModerationRequest&, const Context&) -> Result<Moderation> { return Moderation{}; });
  server.backend(behind);
  CHECK(asked(server.handler(), post("/v1/moderations", R"({"input":"x"})")).head.status == 200);
}
