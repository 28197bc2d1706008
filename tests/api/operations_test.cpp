// SPDX-License-Identifier: MIT
#include "play.hpp"

#include <oaicompat/api/operation_table.hpp>
#include <oaicompat/base/random_id.hpp>

#include <cctype>
#include <set>

using namespace play;

namespace {

// What comes of an embeddings request with this encoding, from a backend that gives these vectors.
std::string embedded(const std::string& encoding, OneOf<std::vector<float>, Text> vector) {
  Backend made;
  made.on<CreateEmbedding>([vector](const Parsed<EmbeddingRequest>&, const Context&) {
    EmbeddingList list;
    list.model = "m";
    list.data.emplace_back().embedding = vector;
    return one_item(std::move(list));
  });
  const auto got = answer(serve(made), post("/v1/embeddings", R"({"input":"x","model":"m")" + encoding + "}"));
  REQUIRE(got.head.status == 200);
  const auto from = got.body.find("\"embedding\":") + 12;
  return got.body.substr(from, got.body.find('}') - from);
}

template <class... Ops>
std::multiset<std::string_view> ids(OperationList<Ops...>) {
  return {Ops::endpoint.id...};
}

}  // namespace

TEST_CASE("embeddings are floats unless base64 is asked for, whatever the backend gives") {
  const std::vector<float> floats{1.0F, -0.5F, 0.1F};
  const std::string base64 = "\"AACAPwAAAL/NzMw9\"";
  for (const OneOf<std::vector<float>, Text>& given :
       {OneOf<std::vector<float>, Text>{floats}, {Text{"AACAPwAAAL/NzMw9"}}}) {
    CHECK(embedded(R"(,"encoding_format":"base64")", given) == base64);
    CHECK(embedded(R"(,"encoding_format":"float")", given) == "[1,-0.5,0.1]");
    CHECK(embedded("", given) == "[1,-0.5,0.1]");
  }
  CHECK(embedded("", Text{"not base64!"}) == "\"not base64!\"");
  CHECK(embedded(R"(,"encoding_format":"base64")", std::vector<float>{}) == "\"\"");
}

TEST_CASE("the table names every operation once, and a backend offers what it was given") {
  const auto all = ids(Operations{});
  CHECK(all.size() == std::set<std::string_view>(all.begin(), all.end()).size());
  Backend made;
  CHECK(!made.offers<Chat>());
  made.on<Chat>([](const Parsed<ChatRequest>&, const Context&) { return one_item(whole(whole_hi)); });
  CHECK(made.offers<Chat>());
  CHECK(!made.offers<ListModels>());
  made.on<Chat>(
      [](const Parsed<ChatRequest>&, const Context&) { return failed<ChatEvent>(api_error(418, "Short and stout.")); });
  CHECK(run<Chat>(made, chat_request()).error->status == 418);
  const auto missing = run<ListModels>(made, {});
  REQUIRE(missing.error);
  CHECK(missing.error->status == 404);
  CHECK(missing.error->code == "unknown_url");
}

TEST_CASE("a called backend offers the whole table") {
  const auto made = call(answers({.status = 500}, ""));
  CHECK(made.offers<CreateChatCompletion>());
  CHECK(made.offers<CreateCompletion>());
  CHECK(made.offers<CreateEmbedding>());
  CHECK(made.offers<ListModels>());
  CHECK(made.offers<RetrieveModel>());
  CHECK(made.offers<CreateResponse>());
  CHECK(made.offers<RetrieveResponse>());
  CHECK(made.offers<DeleteResponse>());
  CHECK(made.offers<CancelResponse>());
  CHECK(made.offers<ListInputItems>());
  CHECK(made.offers<CountInputTokens>());
  CHECK(made.offers<CompactResponse>());
  CHECK(made.offers<CreateSpeech>());
  CHECK(made.offers<CreateTranscription>());
  CHECK(made.offers<CreateTranslation>());
  CHECK(made.offers<CreateImage>());
  CHECK(made.offers<CreateImageEdit>());
  CHECK(made.offers<CreateImageVariation>());
  CHECK(made.offers<ListChatCompletions>());
  CHECK(made.offers<RetrieveChatCompletion>());
  CHECK(made.offers<UpdateChatCompletion>());
  CHECK(made.offers<DeleteChatCompletion>());
  CHECK(made.offers<ListChatMessages>());
  CHECK(made.offers<CreateConversation>());
  CHECK(made.offers<RetrieveConversation>());
  CHECK(made.offers<UpdateConversation>());
  CHECK(made.offers<DeleteConversation>());
  CHECK(made.offers<ListConversationItems>());
  CHECK(made.offers<CreateConversationItems>());
  CHECK(made.offers<RetrieveConversationItem>());
  CHECK(made.offers<DeleteConversationItem>());
  CHECK(made.offers<CreateModeration>());
  CHECK(made.offers<DeleteModel>());
}

TEST_CASE("a random id has its prefix and letters and digits, and comes once") {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const auto id = random_id("call_");
    CHECK(id.size() == 29);
    CHECK(id.starts_with("call_"));
    CHECK(std::all_of(id.begin() + 5, id.end(), [](unsigned char c) { return std::isalnum(c) != 0; }));
    CHECK(seen.insert(id).second);
  }
}
